"""Words in the person's language: everything a citizen reads is in assets/text, none of it in code.

A key's first part names the file ("welcome.title" is `title` in assets/text/vi/welcome.toml), so that only
what a screen shows is read from disk.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:  # names of types, which the first paint can do without
    from kiosk.domain.problems import Problem
    from kiosk.domain.registration.draft import Purpose

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")

_PACKAGE = Path(__file__).parents[1]
ASSETS = _PACKAGE / "assets" if (_PACKAGE / "assets").is_dir() else _PACKAGE.parent / "assets"
"""Inside the installed package, or beside it in a checkout."""


@cache
def table(area: str, language: Language) -> Mapping[str, Any]:
    """Return one file's words; {} when there is no such file."""
    path = ASSETS / "text" / language / f"{area}.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


def has(key: str, language: Language) -> bool:
    """Are there words for `key` in `language`?"""
    return _find(key, language) is not None


def words(key: str, language: Language = "vi", /, **values: object) -> str:
    """Return the words for `key` with `values` filled in.

    A key without words in `language` falls back to Vietnamese. A key without any is a mistake of ours
    that tests/test_house.py finds; a person then reads the general apology, never a key.
    """
    found = _find(key, language) or _find(key, "vi") or _find("problem.unexpected", language) or ""
    return found.format_map(_Blank(values)) if values else found


def problem_words(problem: "Problem", language: Language = "vi") -> str:
    """Return what is wrong and what to do now, for one problem."""
    return words(f"problem.{problem.key}", language, **problem.values)


@cache
def _keys(area: str, language: Language) -> Mapping[str, str]:
    """Return the key of each text of an area into which nothing is filled."""

    def walk(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
        for name, value in table.items():
            if isinstance(value, Mapping):
                yield from walk(value, f"{prefix}.{name}")
            elif "{" not in value:
                yield value, f"{prefix}.{name}"

    return dict(walk(table(area, language), area))


def key_of(text: str, areas: Sequence[str], language: Language) -> str | None:
    """Return the key under which exactly `text` stands in one of `areas`; None for words of anybody else."""
    return next(filter(None, (_keys(area, language).get(text) for area in areas)), None)


@dataclass(frozen=True)
class ConsentText:
    """One version of what a person is asked, in one language; new words are a new version."""

    version: str
    language: Language
    title: str
    body: str
    """With the placeholders {office}, {hotline} and {kept}, until they are filled in."""

    def filled(self, *, office: str, hotline: str, keep_days: int) -> "ConsentText":
        """Return the words as they stand on the screen of this office, which keeps records for so long."""
        unit, count = ("years", keep_days // 365) if keep_days % 365 == 0 else ("days", keep_days)
        kept = words(f"common.kept.{unit}", self.language, count=count)
        return replace(self, body=self.body.format(office=office, hotline=hotline, kept=kept))

    @property
    def digest(self) -> str:
        """SHA-256 of title and body, in hex: it is recorded with the answer and proves what was asked."""
        from hashlib import sha256  # the first paint can do without

        return sha256(f"{self.title}\n{self.body}".encode()).hexdigest()


@cache
def consent_versions(purpose: "Purpose") -> Sequence[str]:
    """Return the versions of a purpose's text, the one that is shown last (assets/consent/released.toml)."""
    released = tomllib.loads((ASSETS / "consent" / "released.toml").read_text("utf-8"))
    return tuple(released[purpose])


@cache
def consent_text(purpose: "Purpose", language: Language, version: str = "") -> ConsentText:
    """Return what a person agrees to, or not; an earlier version of it by its name."""
    version = version or consent_versions(purpose)[-1]
    found = tomllib.loads((ASSETS / "consent" / purpose / f"{version}.toml").read_text("utf-8"))[language]
    return ConsentText(version, language, found["title"], found["body"].strip())


def _find(key: str, language: Language) -> str | None:
    area, *path = key.split(".")
    here: object = table(area, language)
    for part in path:
        if not isinstance(here, Mapping):
            return None
        here = here.get(part)
    return here if isinstance(here, str) else None


class _Blank(dict[str, object]):
    """Leaves a placeholder without a value blank: a missing number is better than no sentence."""

    def __missing__(self, key: str) -> str:
        return ""
