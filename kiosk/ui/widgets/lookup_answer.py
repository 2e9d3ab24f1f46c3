"""The answer to a look-up: one sentence first, what to do about it, and the figures behind it."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from kiosk.ui.widgets.fact_sheet import FactSheet


class LookupAnswer(Vertical):
    """A headline, sentences that need care, plain ones, and a sheet of facts; each may be missing."""

    DEFAULT_CSS = """
    LookupAnswer {
        height: 1fr;

        .headline { height: auto; color: $good; text-style: bold; }
        .headline.-careful { color: $careful; }
        .careful { margin-top: 1; }
        .lines { height: auto; margin-top: 1; }
        FactSheet { margin-top: 1; }
    }
    """

    def __init__(
        self,
        headline: str,
        *,
        mood: str = "",
        careful: Sequence[str] = (),
        lines: Sequence[str] = (),
        facts: Sequence[tuple[str, str]] = (),
        last: str = "",
    ) -> None:
        super().__init__()
        self._headline = headline
        self._mood = mood
        self._careful = careful
        self._lines = lines
        self._facts = facts
        self._last = last

    def compose(self) -> ComposeResult:
        """Lay out the sentences above the sheet."""
        yield Static(self._headline, classes=f"headline {self._mood}", markup=False)
        for words in self._careful:
            yield Static(words, classes="careful", markup=False)
        if self._lines:
            yield Static("\n".join(self._lines), classes="lines", markup=False)
        if self._facts:
            yield FactSheet(self._facts)
        if self._last:
            yield Static(self._last, classes="careful", markup=False)
