"""The languages of the screen, in F2's order: code, own name, voice (assets/text/languages.toml).

Another language is a folder of words in assets/text and a line in that file. The code names none but
Vietnamese, which has all the words and stands in where another language lacks some.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from kiosk.resources import ASSETS

Language = str
"""A code of ISO 639-1: the name of a folder in assets/text."""

FALLBACK: Language = "vi"
"""The language of a text that another language lacks."""


@dataclass(frozen=True)
class LanguageEntry:
    """One line of languages.toml."""

    name: str
    """The language's own name, which stands on F2."""
    voice: str = ""
    """espeak-ng's voice; "" for none: then only recordings are heard."""
    accents: Mapping[str, str] = field(default_factory=dict)
    """Its voices with another accent, by [voice] accent of the settings."""


@cache
def entries() -> Mapping[Language, LanguageEntry]:
    """Return every language by its code, in the order in which F2 goes through them."""
    listed = tomllib.loads((ASSETS / "text" / "languages.toml").read_text("utf-8"))
    return {code: LanguageEntry(**line) for code, line in listed.items()}


def languages() -> tuple[Language, ...]:
    """Return the codes of all languages, in F2's order."""
    return tuple(entries())


def following(language: Language) -> Language:
    """Return the language to which F2 leads from `language`: the next, after the last the first."""
    codes = languages()
    return codes[(codes.index(language) + 1) % len(codes)]


def name_of(language: Language) -> str:
    """Return a language's own name: "Tiếng Việt"."""
    return entries()[language].name
