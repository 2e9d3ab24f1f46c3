"""The layouts of the keyboard of the screen, as data, and where each key stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from textual.geometry import Region

TONES = ("tone_none", "tone_acute", "tone_grave", "tone_hook", "tone_tilde", "tone_dot")
"""The keys that put a tone on the word, each at its tone's place in `letters.TONE_SIGNS`."""
_GAP = 1
"""Blank cells between two keys."""
_WIDEST = {"numbers": 48, "date": 48}
"""Columns for these at most; divisible by three and by four keys."""
_WIDEST_LETTERS = 120


@dataclass(frozen=True)
class Key:
    """A key that types `text`, or one with a `name`, whose words are in the texts' area "keyboard"."""

    text: str = ""
    name: str = ""
    weight: int = 8
    """How wide it is beside the others of its row."""


Rows = Sequence[Sequence[Key]]


def _row(letters: str, *others: Key) -> tuple[Key, ...]:
    return (*(Key(letter) for letter in letters), *others)


_DELETE, _DONE = Key(name="delete"), Key(name="done", weight=16)
_TYPEWRITER: Rows = (
    _row("1234567890"),
    _row("qwertyuiop"),
    _row("asdfghjkl", _DELETE),
    (Key(name="capital"), *_row("zxcvbnm,/")),
)
_BELOW = (
    *(Key(name=tone) for tone in TONES[1:]),
    Key(name=TONES[0], weight=10),
    Key(name="space", weight=14),
    _DONE,
)
_DIGITS: Rows = (_row("123"), _row("456"), _row("789"))
LAYOUTS: dict[str, Rows] = {
    "letters": (*_TYPEWRITER, _row("ăâđêôơư'-", Key(name="other")), _BELOW),
    "other": (*_TYPEWRITER, _row("ŏŭĕĭčñƀ.-", Key(name="letters")), _BELOW),
    "numbers": (*_DIGITS, (_DELETE, Key("0"), Key(name="done"))),
    "date": (*_DIGITS, (_DELETE, Key("0"), Key("/"), Key(name="done"))),
}
"""The page "other" has the letters of the highlands that Vietnamese has not: Ŏ, Ŭ, Č, Ƀ."""


@cache
def placed(layout: str, width: int, height: int) -> tuple[tuple[Region, Key], ...]:
    """Return the keys of a layout with their cells: a blank cell between two keys, none between two rows.

    All rows are as high, but the last one has what is left over: with two lines a row, that is its floor.
    """
    rows = LAYOUTS[layout]
    row_height = height // len(rows)
    room = min(width, _WIDEST.get(layout, _WIDEST_LETTERS))
    left = (width - room) // 2
    found = []
    for place, row in enumerate(rows):
        ends = list(accumulate((key.weight for key in row), initial=0))
        edges = [left + round(end * room / ends[-1]) for end in ends]
        top = place * row_height
        bottom = height if row is rows[-1] else top + row_height
        for key, start, end in zip(row, edges, edges[1:], strict=False):
            found.append((Region(start, top, end - start - _GAP, bottom - top), key))
    return tuple(found)
