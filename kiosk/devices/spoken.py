"""A text as a synthesiser has to be given it, so that it is heard as a person would read it out."""

import re
from collections.abc import Callable

from kiosk.resources.languages import Language
from kiosk.resources.text import has, words

_CODE = re.compile(r"\b[0-9A-Z]{4}(?:[ –-][0-9A-Z]{4}){2}\b")
"""A readable code: letters and digits one by one, whatever words they might be."""
_NUMBER = re.compile(r"(?<![\d/.,:])(?:\d+(?: \d+)+|\d{5,}|0\d+)(?![\d/:])")
"""A phone's number or a card's, in groups or not: else it would be so many thousands."""
_MASKED = re.compile(r"[•*]+")
_ABBREVIATION = re.compile(r"\b[A-Z]{2,5}\b")


def spoken(text: str, language: Language) -> str:
    """Return `text` with numbers and codes spelt, and abbreviations in full (voice.spoken.*)."""
    text = _MASKED.sub(",", _CODE.sub(_spelt, text))
    return _ABBREVIATION.sub(_in_full(language), _NUMBER.sub(_spelt, text))


def _spelt(match: re.Match[str]) -> str:
    return " ".join(sign for sign in match[0] if sign.isalnum())


def _in_full(language: Language) -> Callable[[re.Match[str]], str]:
    def read(match: re.Match[str]) -> str:
        key = f"voice.spoken.{match[0].lower()}"
        return words(key, language) if has(key, language) else match[0]

    return read
