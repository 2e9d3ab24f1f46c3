"""Undoes what scanners, terminals and input methods do to a card's text on its way here.

Everything here turns text into text. What could only be guessed is reported as doubtful, so that the
screen asks the person to look at it.

Source: docs/domain.md#scans.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.domain import names

REPLACEMENT = "\ufffd"
_ESCAPES = re.compile(
    r"(?:\x1b\]|\x9d)[^\x07\x1b\x9c|]*(?:\x07|\x1b\\|\x9c)"  # OSC: a window's title, the clipboard
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-{}~]"  # CSI; never a field's separator, though it could end one
)


@dataclass(frozen=True)
class Repaired:
    """A scan's text; `is_doubtful` when a letter had to be guessed."""

    text: str
    is_doubtful: bool = False


def repair(text: str) -> Repaired:
    """Undo a wrong character set, drop control characters and the sequences they open, compose letters."""
    repaired = _undo_latin(_undo_big5(text))
    return Repaired(names.without_controls(_ESCAPES.sub("", repaired.text)), repaired.is_doubtful)


# cp1252 as browsers read it, its five holes standing for the bytes themselves; cp1258, Vietnam's own, differs
# from it in one lead byte.
_TO_BYTE = {
    bytes([b]).decode("cp1252"): chr(b) for b in range(0x80, 0xA0) if b not in b"\x81\x8d\x8f\x90\x9d"
}
_WINDOWS = str.maketrans(_TO_BYTE | {"Ă": "\xc3"})
_SEQUENCE = re.compile("[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_LETTERS = re.compile("[\u00c0-\u01b0\u0300-\u0323\u1ea0-\u1ef9\u2010-\u2026]")
"""What Vietnamese and highland names are written with beyond ASCII, and typographic dashes and quotes."""
_LOST = re.compile(f"Ã |(?:Ä|Ã|á[º»])[{REPLACEMENT}?]?")


def _undo_latin(text: str) -> Repaired:
    """Undo UTF-8 read as Latin-1, cp1252 or cp1258: "Tráº§n" was "Trần".

    Sequence by sequence, because one byte lost on the way must not keep the others from being read.
    """
    left, letters, end = [], [], 0
    for match in _SEQUENCE.finditer(text.translate(_WINDOWS)):
        letter = match[0].encode("latin-1").decode("utf-8", "replace")
        if _LETTERS.fullmatch(letter):
            left.append(text[end : match.start()])
            letters.append(letter)
            end = match.end()
    if not letters:
        return Repaired(text)
    left.append(text[end:])
    guessed = [_LOST.sub(_guess, piece) for piece in left]
    read = "".join(piece + letter for piece, letter in zip(guessed, [*letters, ""], strict=True))
    return Repaired(read, is_doubtful=guessed != left)


def _guess(match: re.Match[str]) -> str:
    """Name the letter whose last byte was lost: 90 has no sign in cp1252, a no-break space became a space."""
    return {"Ã ": "à"}.get(match[0], "Đ" if match[0].startswith("Ä") else REPLACEMENT)


def _undo_big5(text: str) -> str:
    """Undo UTF-8 read as Big5, as some cameras' libraries do: "Hu廙軟h" was "Huỳnh".

    Source: docs/terminal.md#scanners.
    """
    if not any("\u2e80" <= c <= "\uffef" for c in text):
        return text
    for codec in ("big5", "cp950", "big5hkscs"):
        try:
            return text.encode(codec).decode("utf-8")
        except UnicodeError:
            continue
    return text


_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_STROKE = "\u0335"


def _parts(letter: str) -> tuple[str, frozenset[str]]:
    """Take a letter apart: "ặ" is "a" with a breve and a dot, "đ" is "d" with a stroke."""
    if letter in "đĐ":
        return chr(ord("d") if letter == "đ" else ord("D")), frozenset({_STROKE})
    decomposed = unicodedata.normalize("NFD", letter)
    return decomposed[0], frozenset(decomposed[1:])


def collapse_steps(text: str) -> str:
    """Undo composition steps typed as letters: "DĐaăặng Vaăn Maâẫu" was "Đặng Văn Mẫu".

    A letter replaces the one before it if it is the same letter with more marks. That never happens inside
    a Vietnamese word except where a long "oo" bears a tone ("Voòng"), so text that shows nothing else of
    the kind stays as it is.
    """
    kept: list[str] = []
    is_damaged = False
    for letter in text:
        if kept and _is_step(kept[-1], letter):
            is_damaged = is_damaged or letter.lower() not in "òóỏõọ"
            kept[-1] = letter
        else:
            kept.append(letter)
    return "".join(kept) if is_damaged else text


def _is_step(before: str, letter: str) -> bool:
    """Is `letter` the one before it with more marks?"""
    if letter.isascii():
        return False
    (base, marks), (grown_base, grown) = _parts(before), _parts(letter)
    return base == grown_base and base.isalpha() and marks < grown


_CIRCUMFLEX, _BREVE = "\u0302", "\u0306"
_TELEX: Mapping[str, str] = {"\u0300": "f"}
_VNI: Mapping[str, str] = {
    "\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5",
    _CIRCUMFLEX: "6", _BREVE: "8", _STROKE: "9",
}  # fmt: skip
_TYPED = re.compile(r"(?:[A-Z]{2}(?=[0-9]{13}$))?(?=.*[0-9])[0-9A-Fa-f]{6,}(?:-[0-9]+)?")
"""Hexadecimal text of three bytes or more, the check string, or a card's number."""


def undo_typing(fields: list[str]) -> list[str]:
    """Undo an input method's work on an insurance card, whose text is ASCII: "â" was typed "aa", "đ" "dd".

    Telex leaves only â ê đ, à è ầ ề in hexadecimal text; any other mark means VNI ("á" was "a1"). A field is
    changed only if that makes it one of digits and hexadecimal letters.
    """
    marks = {mark for letter in "".join(fields) for mark in _parts(letter)[1]}
    method = _TELEX if marks <= {_CIRCUMFLEX, "\u0300", _STROKE} else _VNI
    return [_untyped(field, method) for field in fields]


def _untyped(field: str, method: Mapping[str, str]) -> str:
    if field.isascii():
        return field
    typed = "".join(_keys(letter, method) for letter in field)
    return typed if _TYPED.fullmatch(typed) else field


def _keys(letter: str, method: Mapping[str, str]) -> str:
    base, marks = _parts(letter)
    in_order = sorted(marks, key=lambda mark: mark in _TONES)
    return base + "".join(method.get(mark, base) for mark in in_order)
