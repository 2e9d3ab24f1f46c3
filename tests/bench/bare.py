"""The smallest Textual app that takes text: what the kiosk is measured against.

python -m tests.bench.bare
"""

from textual.app import App, ComposeResult
from textual.widgets import Input, Static

PAINTED = "bare app painted"


class Bare(App[None]):
    """One line of words and one field; Ctrl+U empties it."""

    def compose(self) -> ComposeResult:
        yield Static(PAINTED)
        field = Input()
        field.cursor_blink = False  # a blink would be taken for an echo
        yield field


if __name__ == "__main__":
    Bare().run()
