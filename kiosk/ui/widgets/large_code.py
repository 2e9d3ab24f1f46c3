"""A code in letters of half blocks, three rows high: to be copied by hand when no paper came."""

from textual.content import Content
from textual.widget import Widget

_GROUP = 4
_HALVES = {("#", "#"): "█", ("#", "."): "▀", (".", "#"): "▄", (".", "."): " "}
_LETTERS = {
    "2": ".###. #...# ...#. ..#.. .#... #####",
    "3": "####. ....# ..##. ....# #...# .###.",
    "4": "...#. ..##. .#.#. #..#. ##### ...#.",
    "5": "##### #.... ####. ....# #...# .###.",
    "6": "..##. .#... ####. #...# #...# .###.",
    "7": "##### ....# ...#. ..#.. .#... .#...",
    "8": ".###. #...# .###. #...# #...# .###.",
    "9": ".###. #...# #...# .#### ...#. .##..",
    "A": "..#.. .#.#. #...# ##### #...# #...#",
    "B": "####. #...# ####. #...# #...# ####.",
    "C": ".###. #...# #.... #.... #...# .###.",
    "D": "####. #...# #...# #...# #...# ####.",
    "E": "##### #.... ####. #.... #.... #####",
    "F": "##### #.... ####. #.... #.... #....",
    "G": ".###. #.... #..## #...# #...# .###.",
    "H": "#...# #...# ##### #...# #...# #...#",
    "J": "..### ...#. ...#. ...#. #..#. .##..",
    "K": "#...# #..#. ###.. #..#. #...# #...#",
    "L": "#.... #.... #.... #.... #.... #####",
    "M": "#...# ##.## #.#.# #...# #...# #...#",
    "N": "#...# ##..# #.#.# #..## #...# #...#",
    "P": "####. #...# #...# ####. #.... #....",
    "Q": ".###. #...# #...# #.#.# #..#. .##.#",
    "R": "####. #...# #...# ####. #..#. #...#",
    "S": ".#### #.... .###. ....# ....# ####.",
    "T": "##### ..#.. ..#.. ..#.. ..#.. ..#..",
    "U": "#...# #...# #...# #...# #...# .###.",
    "V": "#...# #...# #...# #...# .#.#. ..#..",
    "W": "#...# #...# #...# #.#.# ##.## #...#",
    "X": "#...# .#.#. ..#.. ..#.. .#.#. #...#",
    "Y": "#...# .#.#. ..#.. ..#.. ..#.. ..#..",
    "Z": "##### ...#. ..#.. .#... #.... #####",
}
"""Five by six: the letters of `domain.readable_code`, with two pixels in a cell."""


class LargeCode(Widget):
    """The groups of a code, one under the other; what is no letter of a code is left out."""

    DEFAULT_CSS = """
    LargeCode { height: auto; color: $ink; text-wrap: nowrap; }
    """

    def __init__(self, code: str) -> None:
        super().__init__()
        self._code = [letter for letter in code if letter in _LETTERS]

    def render(self) -> Content:
        """Return the rows, a blank one between two groups."""
        groups = [self._code[start : start + _GROUP] for start in range(0, len(self._code), _GROUP)]
        return Content("\n\n".join("\n".join(_rows(group)) for group in groups))


def _rows(group: list[str]) -> list[str]:
    """Return one group's rows of cells."""
    pixels = ["  ".join(line) for line in zip(*(_LETTERS[letter].split() for letter in group), strict=True)]
    pixels = [line.replace(" ", ".") for line in pixels]
    pairs = zip(pixels[::2], pixels[1::2], strict=True)
    return ["".join(_HALVES[halves] for halves in zip(*pair, strict=True)).rstrip() for pair in pairs]
