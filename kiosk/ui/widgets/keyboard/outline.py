"""The edges of the keyboard's keys as text: where two rows of keys touch, floor and lid are one line."""

from functools import cache

from kiosk.ui.widgets.keyboard.keys import placed

_LEFT, _RIGHT, _UP, _DOWN = 1, 2, 4, 8
_SIGNS = {
    0: " ",
    _LEFT | _RIGHT: "─",
    _UP | _DOWN: "│",
    _RIGHT | _DOWN: "╭",
    _LEFT | _DOWN: "╮",
    _RIGHT | _UP: "╰",
    _LEFT | _UP: "╯",
    _RIGHT | _UP | _DOWN: "├",
    _LEFT | _UP | _DOWN: "┤",
    _LEFT | _RIGHT | _DOWN: "┬",
    _LEFT | _RIGHT | _UP: "┴",
    _LEFT | _RIGHT | _UP | _DOWN: "┼",
}
"""The line that leaves a cell in these directions."""


@cache
def outline(layout: str, width: int, height: int) -> tuple[str, ...]:
    """Return the keyboard's lines without its labels; keys and cells are those of `placed`."""
    ways = [[0] * width for _ in range(height)]
    for region, _ in placed(layout, width, height):
        left, right = region.x, region.right - 1
        lid = region.y
        floor = region.bottom - 1 if region.height > 2 else region.bottom  # else it is the next row's lid
        for row in (lid, floor):
            for column in range(left, right):
                ways[row][column] |= _RIGHT
                ways[row][column + 1] |= _LEFT
        for column in (left, right):
            for row in range(lid, floor):
                ways[row][column] |= _DOWN
                ways[row + 1][column] |= _UP
    return tuple("".join(_SIGNS[way] for way in row) for row in ways)
