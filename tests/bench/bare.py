"""The smallest Textual app that takes text: what the kiosk is measured against.

python -m tests.bench.bare
"""

from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Input, Static

PAINTED = "bare app painted"
REPAINTED = "bare screen painted"


class Page(Screen[None]):
    """A screen full of words."""

    BINDINGS = [("f2", "app.pop_screen")]

    def compose(self) -> ComposeResult:
        yield Static("\n".join([REPAINTED] * 24))


class Bare(App[None]):
    """One line of words and one field; F2 changes between them and the page."""

    BINDINGS = [("f2", "page")]

    def compose(self) -> ComposeResult:
        yield Static(PAINTED)
        field = Input()
        field.cursor_blink = False  # a blink would be taken for an echo
        yield field

    async def action_page(self) -> None:
        await self.push_screen(Page())


if __name__ == "__main__":
    Bare().run()
