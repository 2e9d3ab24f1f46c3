"""A language is a folder of words and a line: the check names what is missing, and a third one needs no code.

Khmer is added in a copy of the assets only, with placeholders for words: a bad translation helps no reader.
"""

import json
import os
import shutil
import string
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

import pytest

from kiosk.config.reader import Misconfigured, load
from kiosk.resources import ASSETS
from kiosk.resources.languages import FALLBACK, entries, following, languages
from kiosk.resources.text import has, words

ROOT = Path(__file__).parents[1]
KHMER = "km"
LEFT_OUT = "welcome.scan"
"""The key that the test's Khmer lacks."""


def flat(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield every key of a file with its words."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)


def read(path: Path) -> dict[str, str]:
    """Return a file's words by key; none where there is no such file."""
    return dict(flat(tomllib.loads(path.read_text("utf-8")))) if path.is_file() else {}


def placeholders(text: str) -> set[str]:
    """Return the names that are filled in."""
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


def faults(texts: Path) -> Iterator[str]:
    """Yield in which file which key is missing, empty, left over, or filled with other values.

    A person never sees that: a key without words falls back to Vietnamese. The translator is told here.
    """
    codes = list(tomllib.loads((texts / "languages.toml").read_text("utf-8")))
    folders = {path.name for path in texts.iterdir() if path.is_dir()}
    yield from (f"{each}: no line in languages.toml" for each in sorted(folders.difference(codes)))
    for code in codes:
        files = [*(texts / FALLBACK).glob("*.toml"), *(texts / code).glob("*.toml")]
        for area in sorted({path.name for path in files}):
            wanted, found = read(texts / FALLBACK / area), read(texts / code / area)
            for key in sorted({*wanted, *found}):
                if key not in wanted:
                    yield f"{code}/{area}: {key} is not in Vietnamese"
                elif not found.get(key):
                    yield f"{code}/{area}: {key} has no words"
                elif placeholders(found[key]) != placeholders(wanted[key]):
                    yield f"{code}/{area}: {key} is filled with other values"


def test_every_language_says_the_same_things_with_the_same_values():
    assert list(faults(ASSETS / "text")) == []


def test_vietnamese_comes_first_and_f2_goes_round():
    assert languages()[0] == FALLBACK
    assert [following(each) for each in languages()] == [*languages()[1:], languages()[0]]
    assert len({entry.name for entry in entries().values()}) == len(languages())


def test_a_language_that_is_not_there_is_refused_with_those_that_are(tmp_path):
    settings = tmp_path / "config.toml"
    settings.write_text('[screen]\nlanguage = "xx"\n')
    with pytest.raises(Misconfigured) as refused:
        load(settings)
    assert refused.value.problem == "wrong_type"
    assert refused.value.values["key"] == "screen.language"
    assert refused.value.values["expected"] == ", ".join(f'"{each}"' for each in languages())


# A third language.


def placeholder_words(key: str, vietnamese: str) -> str:
    """Return words that are plainly no translation, filled with the same values."""
    return " ".join([f"[{key}]", *(f"{{{name}}}" for name in sorted(placeholders(vietnamese)))])


def add_khmer(assets: Path) -> None:
    """Add a folder and a line, and a file for each consent text that is asked now."""
    (assets / "text" / KHMER).mkdir()
    for path in (assets / "text" / FALLBACK).glob("*.toml"):
        lines = [
            f"{key} = {json.dumps(placeholder_words(f'{path.stem}.{key}', text))}\n"
            for key, text in read(path).items()
            if f"{path.stem}.{key}" != LEFT_OUT
        ]
        (assets / "text" / KHMER / path.name).write_text("".join(lines), "utf-8")
    with (assets / "text" / "languages.toml").open("a", encoding="utf-8") as listed:
        listed.write(f'{KHMER} = {{ name = "ភាសាខ្មែរ" }}\n')
    released = tomllib.loads((assets / "consent" / "released.toml").read_text("utf-8"))
    for purpose, versions in released.items():
        newest = list(versions)[-1]
        text = f'title = "[{purpose}]"\nbody = "{{office}} {{hotline}} {{kept}}"\n'
        (assets / "consent" / purpose / f"{newest}.{KHMER}.toml").write_text(text, "utf-8")
        versions[newest][KHMER] = sha256(f"[{purpose}]\n{{office}} {{hotline}} {{kept}}".encode()).hexdigest()
    lines = [
        f'[{purpose}."{version}"]\n' + "".join(f'{code} = "{digest}"\n' for code, digest in digests.items())
        for purpose, versions in released.items()
        for version, digests in versions.items()
    ]
    (assets / "consent" / "released.toml").write_text("".join(lines), "utf-8")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """A checkout whose code is this one, unchanged, and whose assets have a third language."""
    place = tmp_path_factory.mktemp("checkout")
    for name in ("kiosk", "tests"):
        (place / name).symlink_to(ROOT / name)
    shutil.copytree(ASSETS, place / "assets")
    add_khmer(place / "assets")
    return place


@pytest.fixture(scope="module")
def seen(checkout) -> dict:
    """What a person sees at a kiosk that begins in Khmer."""
    (checkout / "config.toml").write_text(f'[screen]\nlanguage = "{KHMER}"\n')
    done = subprocess.run(
        [sys.executable, "-m", "tests.language_program", "config.toml"],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_f2_goes_through_all_three_and_each_screen_says_which_comes_next(seen):
    assert seen["languages"] == ["vi", "en", KHMER]
    assert [each["language"] for each in seen["f2"]] == ["en", KHMER, "vi"]
    assert [each["f2"] for each in seen["f2"]] == ["ភាសាខ្មែរ", "Tiếng Việt", "English"]
    assert all(each["shows_its_title"] for each in seen["f2"])


def test_consent_is_recorded_with_the_digest_of_the_third_languages_own_words(seen):
    agreed = seen["agreed"]
    assert (agreed["language"], agreed["title"]) == (KHMER, "[registration]")
    assert agreed["digest"] == sha256(f"{agreed['title']}\n{agreed['body']}".encode()).hexdigest()
    assert f" {KHMER} registration 2026-11-2\n" in seen["found"], "in the words of these settings"
    assert seen["found"].endswith(f"\n\n{agreed['title']}\n\n{agreed['body']}\n")


def test_a_key_that_the_third_language_lacks_is_read_in_vietnamese(seen):
    assert has(LEFT_OUT, FALLBACK)
    assert seen["missing"] == words(LEFT_OUT, FALLBACK)


def test_the_check_names_the_file_and_the_key_that_the_third_language_lacks(checkout):
    assert list(faults(checkout / "assets" / "text")) == ["km/welcome.toml: scan has no words"]


def test_a_language_without_a_voice_is_silent(seen):
    assert seen["voice"] == []
