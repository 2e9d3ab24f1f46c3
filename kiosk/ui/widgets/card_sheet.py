"""The digital health-insurance card: its QR large on the left, what a person reads on the right."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from kiosk.ui.widgets.qr.qr_code import Qr


class CardSheet(Horizontal):
    """A QR beside groups of lines; each line is (words, value), the value in bold.

    `instead` takes the QR's place for as long as the terminal is too small to draw one of this size.
    """

    DEFAULT_CSS = """
    CardSheet {
        height: 1fr;
        width: 100%;

        #picture { width: 40; height: 100%; }
        #words { width: 1fr; height: 100%; margin-left: 3; padding-top: 1; }
        .headline { height: auto; text-style: bold; color: $accent; }
        .group { height: auto; margin-top: 1; color: $ink; }
        .warning { height: auto; color: $careful; text-style: bold; }
    }
    """

    def __init__(
        self,
        headline: str,
        groups: Sequence[Sequence[tuple[str, str]]],
        *,
        picture: Qr,
        instead: Widget,
        warnings: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self._headline = headline
        self._groups = groups
        self._picture = picture
        self._instead = instead
        self._warnings = warnings

    def compose(self) -> ComposeResult:
        """Lay out both sides."""
        with Vertical(id="picture"):
            yield self._picture
        with Vertical(id="words"):
            yield Static(self._headline, classes="headline", markup=False)
            for warning in self._warnings:
                yield Static(warning, classes="warning", markup=False)
            for group in self._groups:
                yield Static(_lines(group), classes="group")

    async def on_resize(self) -> None:
        """Try the card's own QR again: there may be room for it now."""
        await self._show(self._picture)

    @on(Qr.Drawn)
    async def _drawn(self, event: Qr.Drawn) -> None:
        if event.qr is self._picture:
            event.stop()
            if event.way == "none":
                await self._show(self._instead)

    async def _show(self, shown: Widget) -> None:
        """Have one of both stand; the stand-in is not there before it is needed."""
        place = self.query_one("#picture")
        if not shown.is_attached:
            await place.mount(shown)
        for each in place.children:
            if each.display != (each is shown):  # setting the same again would lay out the screen again
                each.display = each is shown


def _lines(group: Sequence[tuple[str, str]]) -> Content:
    rows: list[Content] = []
    for words, value in group:
        space = " " if words and value else ""
        rows.append(Content.assemble(words + space, (value, "bold")))
    return Content("\n").join(rows)
