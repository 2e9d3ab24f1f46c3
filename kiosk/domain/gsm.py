"""How long a text message is: the alphabet of GSM 03.38 (3GPP TS 23.038), and the parts that a text takes.

One letter outside the alphabet, and every accent of Vietnamese but à è é ì ò ù is, makes the whole message
UCS-2: a part then holds 70 characters instead of 160, and each part is paid for.
"""

import unicodedata
from dataclasses import dataclass
from typing import Literal

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The default alphabet, each character at its code."""
_ESCAPE = "\x1b"
EXTENSION = {"\f": 0x0A, "^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F, "[": 0x3C, "~": 0x3D, "]": 0x3E}
EXTENSION |= {"|": 0x40, "€": 0x65}
"""Characters behind an escape, by their code: each counts two."""
_CODES = {character: code for code, character in enumerate(BASIC) if character != _ESCAPE}

GSM7_SINGLE, GSM7_JOINED = 160, 153
"""Septets in a message of one part, and in a part of several."""
UCS2_SINGLE, UCS2_JOINED = 70, 67
"""The same in units of UTF-16."""


@dataclass(frozen=True)
class MessageLength:
    """What a text takes on the air."""

    alphabet: Literal["gsm7", "ucs2"]
    length: int
    """Septets, or units of UTF-16."""
    parts: int
    """How many messages are paid for; 0 for an empty text."""


def parts(text: str) -> MessageLength:
    """Measure `text`."""
    alphabet: Literal["gsm7", "ucs2"] = "gsm7" if is_gsm7(text) else "ucs2"
    return MessageLength(alphabet, sum(_widths(text)), len(split(text)))


def split(text: str) -> tuple[str, ...]:
    """Part `text` into what each message carries; none ends inside a character. An empty text has no part."""
    widths = _widths(text)
    single, joined = (GSM7_SINGLE, GSM7_JOINED) if is_gsm7(text) else (UCS2_SINGLE, UCS2_JOINED)
    if sum(widths) <= single:
        return (text,) if text else ()
    pieces, room = [""], joined
    for character, width in zip(text, widths, strict=True):
        if width > room:
            pieces.append("")
            room = joined
        pieces[-1] += character
        room -= width
    return tuple(pieces)


def is_gsm7(text: str) -> bool:
    """Can every character be sent in seven bits?"""
    return all(character in _CODES or character in EXTENSION for character in text)


def encode(text: str) -> bytes:
    """Encode as unpacked septets, one a byte. Raises `ValueError`, which repeats no text."""
    try:
        return b"".join(
            bytes((0x1B, EXTENSION[character])) if character in EXTENSION else bytes((_CODES[character],))
            for character in text
        )
    except KeyError:
        raise ValueError("not in the alphabet of GSM 03.38") from None


def without_marks(text: str) -> str:
    """Drop the marks of Vietnamese and keep capitals; "Đặng Thị Mẫu" becomes "Dang Thi Mau"."""
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return unicodedata.normalize("NFC", bare).replace("đ", "d").replace("Đ", "D")


def _widths(text: str) -> list[int]:
    """Return what each character takes: septets, or units of UTF-16."""
    if is_gsm7(text):
        return [2 if character in EXTENSION else 1 for character in text]
    return [2 if ord(character) > 0xFFFF else 1 for character in text]
