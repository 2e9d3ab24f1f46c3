"""Names as Vietnam compares them: in NFC, without regard to capitals, and more weakly without marks."""

import unicodedata

_UNSAFE = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
NAME_LIMIT = 100


def without_controls(text: str) -> str:
    """Drop what a terminal would obey and every invisible sign; white space becomes spaces, the rest NFC."""
    spaced = (" " if character.isspace() else character for character in text)
    safe = (character for character in spaced if unicodedata.category(character) not in _UNSAFE)
    return unicodedata.normalize("NFC", "".join(safe))


def clean(text: str, limit: int = 300) -> str:
    """Make outside text safe to show and keep: NFC, no control characters, single spaces, at most `limit`.

    A terminal obeys control characters that reach it, so every scanned or stored text passes here
    (TERMINAL §A3).
    """
    return " ".join(without_controls(text).split())[:limit].rstrip()


def fold(text: str) -> str:
    """Fold for a weak match: no marks, no capitals, đ as d; "Đặng Thị Mẫu" becomes "dang thi mau"."""
    decomposed = unicodedata.normalize("NFD", clean(text).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("đ", "d")


def is_same(one: str, other: str) -> bool:
    """Are these the same name, accents aside? Old and new placement of tones ("Hòa", "Hoà") are the same."""
    return fold(one) == fold(other)


def has_marks(text: str) -> bool:
    """Does it carry any mark of Vietnamese? A scanner may have dropped them all."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "đ" in decomposed or any(unicodedata.combining(character) for character in decomposed)
