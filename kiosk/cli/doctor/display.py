"""The terminal that this runs in: its size and colours, how wide it draws, what pictures it can show."""

import os
import time
from collections.abc import Iterator
from typing import Literal

from kiosk.cli.doctor.finding import Finding, broken, careful, good, skipped
from kiosk.devices import glyphs as drawn
from kiosk.devices.terminal import probe
from kiosk.ui.kiosk.frame import SMALLEST

SAMPLES = {
    "letters": "ẤẦẨẪẬ ẾỀỂỄỆ ỐỒỔỖỘ ẮẰẲẴẶ ỚỜỞỠỢ ỨỪỬỮỰ đĐ ýỳỷỹỵ",
    "boxes": "┌─┬┐ │├┼┤ └─┴┘ ╭─╮ ╰─╯ ━┄",
    "blocks": "█▀▄▌▐ ▖▗▘▝▚▞ ▒",
    "signs": "← → ↑ ↓ · • … – “ ” ✓ ✗ ● ○ ▣ ≠",
}
"""Everything that the screens are drawn with, each sign one cell wide."""
_ANSWER = 0.3
"""Seconds for a terminal to say what pictures it can show, where nothing is loaded meanwhile."""
_ROWS_FOR_BLOCKS = 40
"""A card's QR in half blocks has up to 37 rows, and something stands around it.

Source: docs/domain.md#insurance-card.
"""


def _is_terminal() -> bool:
    return os.isatty(0) and os.isatty(1)


def terminal() -> Iterator[Finding]:
    """Is it large enough, and has it colours?"""
    if not _is_terminal():
        yield skipped("doctor.terminal.none")
        return
    columns, rows = os.get_terminal_size(1)
    is_small = columns < SMALLEST[0] or rows < SMALLEST[1]
    yield (broken if is_small else good)(
        "doctor.terminal.small" if is_small else "doctor.terminal.size", columns=columns, rows=rows
    )
    if os.environ.get("SSH_CONNECTION"):
        yield careful("doctor.terminal.remote")
    yield _colours(os.environ.get("TERM", ""), os.environ.get("COLORTERM", "").lower())


def _colours(term: str, colorterm: str) -> Finding:
    if term in ("", "dumb"):
        return broken("doctor.terminal.dumb")
    if term == "linux":
        return careful("doctor.terminal.console")
    if colorterm in ("truecolor", "24bit"):
        return good("doctor.terminal.all_colours", term=term)
    if "256color" in term:
        return good("doctor.terminal.some_colours", term=term)
    return careful("doctor.terminal.few_colours", term=term)


def glyphs() -> Iterator[Finding]:
    """Does it draw each letter and frame one cell wide? Whether the marks are whole only eyes can tell."""
    if not _is_terminal():
        return
    widths = drawn.widths(list(SAMPLES.values()))
    if widths is None:
        yield careful("doctor.glyphs.silent")
        return
    wrong = {name for (name, text), width in zip(SAMPLES.items(), widths, strict=True) if width != len(text)}
    for name in SAMPLES:
        if name in wrong:
            yield broken(f"doctor.glyphs.{name}")
    if not wrong:
        yield good("doctor.glyphs.right", letters=SAMPLES["letters"])


def graphics(wanted: Literal["auto", "kitty", "sixel", "blocks", "none"]) -> Iterator[Finding]:
    """How will it show a QR, and is there room for a card's?"""
    if not _is_terminal():
        return
    probing = probe(0, 1)
    time.sleep(_ANSWER)
    found = probing.collect()
    kind = found.kind if wanted == "auto" else wanted
    if wanted not in ("auto", "none", "blocks", found.kind):
        yield broken("doctor.graphics.not_there", wanted=wanted)
    elif kind == "none":
        yield careful("doctor.graphics.none")
    elif kind != "blocks":
        yield good("doctor.graphics.picture", kind=kind)
    elif os.get_terminal_size(1).lines >= _ROWS_FOR_BLOCKS:
        yield good("doctor.graphics.blocks")
    else:
        yield careful("doctor.graphics.no_room", rows=_ROWS_FOR_BLOCKS)
