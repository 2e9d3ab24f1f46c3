"""A sheet of facts: what it is on the left, what it says on the right."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static


class Facts(Vertical):
    """Rows of (label, value), each given room to breathe where the screen has it."""

    DEFAULT_CSS = """
    Facts {
        height: auto;
        padding: 0 3;
        background: $paper;
        border: round $edge;

        Horizontal { height: auto; margin-bottom: 1; }
        Horizontal:last-of-type { margin-bottom: 0; }
        .label { width: 21; color: $muted; }
        .value { width: 1fr; color: $ink; text-style: bold; }
    }
    """

    def __init__(self, rows: Sequence[tuple[str, str]], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows = rows

    def compose(self) -> ComposeResult:
        """Lay out the rows; values are outside text and never markup."""
        for label, value in self._rows:
            with Horizontal():
                yield Static(label, classes="label", markup=False)
                yield Static(value, classes="value", markup=False)
