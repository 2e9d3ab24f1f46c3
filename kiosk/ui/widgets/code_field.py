"""The field for one short code, with its question and what is to be said about the answer."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from kiosk.ui.widgets.text_field import TextField


class CodeField(Vertical):
    """The question, the field, and a line below it."""

    DEFAULT_CSS = """
    CodeField { height: auto; }
    CodeField TextField { margin-top: 1; }
    CodeField #notice { margin-top: 1; }
    """

    def __init__(
        self, title: str, hint: str, typed: str, notice: str, *, digits: bool = False, limit: int = 20
    ) -> None:
        super().__init__()
        self._title = title
        self._hint = hint
        self._typed = typed
        self._notice = notice
        self._digits = digits
        self._limit = limit

    def compose(self) -> ComposeResult:
        """Lay out the field under its question."""
        yield Static(self._title, classes="title", markup=False)
        yield Static(self._hint, classes="hint", markup=False)
        yield TextField(self._typed, digits=self._digits, max_length=self._limit)
        yield Static(self._notice, classes="careful", id="notice", markup=False)

    def say(self, words: str) -> None:
        """Say something about the code."""
        self.query_one("#notice", Static).update(words)
