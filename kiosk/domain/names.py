"""Names as Vietnam compares and orders them: in NFC, without regard to capitals, or more weakly to marks."""

import unicodedata
from functools import cache

from kiosk.domain import limits
from kiosk.domain.problems import Invalid, Problem

_FEWEST_LETTERS = 2
_UNSAFE = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}


def without_controls(text: str) -> str:
    """Drop what a terminal would obey and every invisible sign; white space becomes spaces, the rest NFC."""
    if text.isprintable():  # as nearly everything is: no other white space and nothing of `_UNSAFE`
        return unicodedata.normalize("NFC", text)
    spaced = (" " if character.isspace() else character for character in text)
    safe = (character for character in spaced if unicodedata.category(character) not in _UNSAFE)
    return unicodedata.normalize("NFC", "".join(safe))


def clean(text: str, limit: int = 300) -> str:
    """Make outside text safe to show and keep: NFC, no control characters, single spaces, at most `limit`.

    A terminal obeys control characters that reach it, so every scanned or stored text passes here
    (docs/terminal.md#foreign-text).
    """
    return " ".join(without_controls(text).split())[:limit].rstrip()


def unaccented(text: str) -> str:
    """Write without marks, as in a text message: "Phường Thử" becomes "Phuong Thu"."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return plain.translate({ord("đ"): "d", ord("Đ"): "D"})


def initials(name: str) -> str:
    """Return the first letter of each word, as a slip bears it: "Nguyễn Thị Mẫu" becomes "N.T.M."."""
    return "".join(f"{word[0]}." for word in clean(name).upper().split())


def fold(text: str) -> str:
    """Fold for a weak match: no marks, no capitals, đ as d; "Đặng Thị Mẫu" becomes "dang thi mau"."""
    decomposed = unicodedata.normalize("NFD", clean(text).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("đ", "d")


def is_same(one: str, other: str) -> bool:
    """Are these the same name, accents aside? Old and new placement of tones ("Hòa", "Hoà") are the same."""
    return fold(one) == fold(other)


def parse_full_name(text: str) -> str:
    """Read a typed name: at least two letters, and no digit.

    Raises `Invalid` with `name.…`: missing, has_digits.
    """
    name = clean(text, limits.NAME)
    if sum(character.isalpha() for character in name) < _FEWEST_LETTERS:
        raise Invalid(Problem("name.missing"))
    if any(character.isdigit() for character in name):
        raise Invalid(Problem("name.has_digits"))
    return name


def has_marks(text: str) -> bool:
    """Does it carry any mark of Vietnamese? A scanner may have dropped them all."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "đ" in decomposed or any(unicodedata.combining(character) for character in decomposed)


_ALPHABET = {letter: place for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Huyền, hỏi, ngã, sắc, nặng, in the order of dictionaries; a syllable without a tone comes before them."""
_JOINTS = str.maketrans(dict.fromkeys("'’ʼ-", " "))
_BEFORE_LETTERS = -0x110000


def sort_key(text: str) -> tuple[object, ...]:
    """Return what orders names as dictionaries do: by letters, then by tones, then by capitals.

    đ is a letter after d and ă one after a, so that Đặng stands before Nguyễn; where in a syllable its tone
    is written makes no difference ("Hòa", "Hoà"). "H'Hen" is ordered as two words.
    (docs/terminal.md#comparing)
    """
    text = clean(text)
    weighed = [[_weigh(letter) for letter in word] for word in text.translate(_JOINTS).split()]
    letters = tuple(tuple(place for place, _ in word if place is not None) for word in weighed)
    tones = tuple(max((tone for _, tone in word), default=0) for word in weighed)
    return letters, tones, tuple(character.isupper() for character in text)


def sort_key_of_person(full_name: str) -> tuple[object, ...]:
    """Return what orders people as Vietnam lists them: by the given name, which stands last."""
    return sort_key(full_name.rpartition(" ")[2]), sort_key(full_name)


@cache
def _weigh(character: str) -> tuple[int | None, int]:
    """Return a character's place in the alphabet (None for a mark by itself) and its tone."""
    decomposed = unicodedata.normalize("NFD", character.lower())
    tone = max(_TONES.get(sign, 0) for sign in decomposed)
    letter = unicodedata.normalize("NFC", "".join(sign for sign in decomposed if sign not in _TONES))
    if not letter or unicodedata.combining(letter[0]):
        return None, tone
    unknown = ord(letter[0]) + _BEFORE_LETTERS
    return _ALPHABET.get(letter, _ALPHABET.get(decomposed[0], unknown)), tone
