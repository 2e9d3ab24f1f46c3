"""The texts that people agree to: each version in a file a language (assets/consent), none ever changed."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

from kiosk.domain.registration.draft import Purpose
from kiosk.resources import ASSETS
from kiosk.resources.languages import FALLBACK, Language
from kiosk.resources.text import words


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
        return sha256(f"{self.title}\n{self.body}".encode()).hexdigest()


@cache
def _released() -> Mapping[str, Mapping[str, Mapping[Language, str]]]:
    """Return the digests of released.toml by purpose, version and language."""
    return tomllib.loads((ASSETS / "consent" / "released.toml").read_text("utf-8"))


def consent_versions(purpose: Purpose) -> Sequence[str]:
    """Return the versions of a purpose's text, the one that is shown last."""
    return tuple(_released()[purpose])


def released_texts() -> Iterator[tuple[Purpose, ConsentText]]:
    """Yield every text that was ever shown, in each language in which it was."""
    for purpose in Purpose:
        for version, digests in _released()[purpose].items():
            for language in digests:
                yield purpose, consent_text(purpose, language, version)


@cache
def consent_text(purpose: Purpose, language: Language, version: str = "") -> ConsentText:
    """Return what a person agrees to, or not; an earlier version of it by its name.

    A version that has no text in `language` is asked in Vietnamese, and says so: what is recorded with the
    answer are the words that stood on the screen.
    """
    version = version or consent_versions(purpose)[-1]
    if not _file(purpose, version, language).is_file():
        language = FALLBACK
    found = tomllib.loads(_file(purpose, version, language).read_text("utf-8"))
    return ConsentText(version, language, found["title"], found["body"].strip())


def _file(purpose: Purpose, version: str, language: Language) -> Path:
    return ASSETS / "consent" / purpose / f"{version}.{language}.toml"
