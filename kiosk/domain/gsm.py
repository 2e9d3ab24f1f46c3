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
    """Measure `text`. No part ends between an escape and its character, or inside a surrogate pair."""
    if is_gsm7(text):
        widths = [2 if character in EXTENSION else 1 for character in text]
        return MessageLength("gsm7", sum(widths), _parts(widths, GSM7_SINGLE, GSM7_JOINED))
    widths = [2 if ord(character) > 0xFFFF else 1 for character in text]
    return MessageLength("ucs2", sum(widths), _parts(widths, UCS2_SINGLE, UCS2_JOINED))


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


def _parts(widths: list[int], single: int, joined: int) -> int:
    if sum(widths) <= single:
        return int(bool(widths))
    count, room = 1, joined
    for width in widths:
        if width > room:
            count, room = count + 1, joined
        room -= width
    return count
