"""What people agree to: no text ever changes, and its words are found by what is recorded with an answer."""

import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.cli.admin import admin
from kiosk.domain.registration.draft import Purpose
from kiosk.resources import ASSETS
from kiosk.resources.consents import ConsentText, consent_text, consent_versions, released_texts
from kiosk.resources.languages import FALLBACK, languages
from kiosk.resources.text import words

RELEASED = tomllib.loads((ASSETS / "consent" / "released.toml").read_text("utf-8"))
FILES = sorted((ASSETS / "consent").glob("*/*.toml"))
OFFICE = {"office": "UBND Phường Thử Nghiệm", "hotline": "1900 9068", "keep_days": 3650}


def parts(path: Path) -> tuple[Purpose, str, str]:
    """Return purpose, version and language of a text's file."""
    version, language = path.stem.split(".")
    return Purpose(path.parent.name), version, language


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name} {path.stem}")
def test_a_released_text_is_never_changed(path):
    """New words are a new file and a new line in released.toml, with its digest."""
    purpose, version, language = parts(path)
    shown = consent_text(purpose, language, version)
    assert shown.language == language
    assert RELEASED[purpose][version][language] == shown.digest


def test_no_released_text_is_lost_and_every_purpose_has_one():
    listed = {
        (Purpose(purpose), version, language)
        for purpose, versions in RELEASED.items()
        for version, digests in versions.items()
        for language in digests
    }
    assert listed == set(map(parts, FILES))
    assert set(RELEASED) == set(Purpose)


@pytest.mark.parametrize("purpose", Purpose)
def test_what_is_asked_now_is_asked_in_every_language(purpose):
    newest = consent_versions(purpose)[-1]
    assert set(RELEASED[purpose][newest]) == set(languages())


def test_a_version_that_a_language_lacks_is_asked_in_vietnamese_and_says_so():
    assert consent_text(Purpose.NOTICES, "xx") == consent_text(Purpose.NOTICES, FALLBACK)
    assert consent_text(Purpose.NOTICES, "xx").language == FALLBACK


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("language", languages())
def test_the_newest_text_is_shown_with_everything_filled_in(purpose, language):
    shown = consent_text(purpose, language).filled(**OFFICE)
    assert shown.version == max(consent_versions(purpose)) == consent_versions(purpose)[-1]
    assert shown.title
    assert shown.body
    assert not set("{}") & set(shown.body)
    assert shown.digest != consent_text(purpose, language).digest, "the office's own words are part of it"


@pytest.mark.parametrize("language", languages())
def test_a_person_reads_who_what_for_how_long_and_how_to_take_it_back(language):
    body = consent_text(Purpose.REGISTRATION, language).filled(**OFFICE).body
    for told in (
        OFFICE["office"],
        OFFICE["hotline"],
        words("common.kept.years", language, count=10),
        "91/2025/QH15",
        {"vi": "NHẠY CẢM", "en": "SENSITIVE"}[language],
        {"vi": "rút lại", "en": "withdraw"}[language],
    ):
        assert told in body


@pytest.mark.parametrize(
    ("days", "unit", "count"), [(3650, "years", 10), (365, "years", 1), (90, "days", 90)]
)
def test_how_long_it_is_kept_is_said_in_years_where_it_comes_out_even(days, unit, count):
    asked = ConsentText("1", "vi", "", "{kept}")
    shown = asked.filled(office="", hotline="", keep_days=days)
    assert shown.body == words(f"common.kept.{unit}", count=count)


# From the digest back to the words.


def ask(*arguments: str) -> Result:
    return CliRunner().invoke(admin, ["consent-text", *arguments])


@pytest.mark.parametrize("purpose", Purpose)
def test_every_released_text_is_found_by_its_digest(purpose):
    for text in (text for asked, text in released_texts() if asked is purpose):
        shown = text.filled(**OFFICE)
        found = ask(shown.digest)
        assert found.exit_code == 0
        assert found.output.endswith(f"{shown.title}\n\n{shown.body}\n")
        assert f"{purpose}, bản {text.version}, ngôn ngữ {text.language}" in found.output


def test_the_first_digits_as_the_desk_shows_them_are_enough():
    shown = consent_text(Purpose.REGISTRATION, "vi").filled(**OFFICE)
    assert shown.title in ask(shown.digest[:4].upper() + " " + shown.digest[4:8]).output
    assert ask(shown.digest[:7]).exit_code == 1


def test_an_office_that_has_another_name_now_finds_what_it_asked_under_the_old_one():
    before = {"office": "UBND Xã Mẫu", "hotline": "1900 0000", "keep_days": 90}
    shown = consent_text(Purpose.REGISTRATION, "en").filled(**before)
    lost = ask(shown.digest)
    assert (lost.exit_code, lost.output.strip()) == (1, words("admin.consent.unknown"))
    options = ("--office", "UBND Xã Mẫu", "--hotline", "1900 0000", "--keep-days", "90")
    assert "UBND Xã Mẫu" in ask(shown.digest, *options).output


def test_a_changed_word_is_found_by_no_digest():
    shown = consent_text(Purpose.NOTICES, "vi").filled(**OFFICE)
    changed = ConsentText(shown.version, "vi", shown.title, shown.body.replace("không", "phải"))
    assert ask(changed.digest).exit_code == 1
    assert consent_text(Purpose.NOTICES, "vi").title == shown.title
