"""A short list to choose one thing from: the colours, the demo's scans."""

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from kiosk.ui.kiosk.screens.sheet import Sheet
from kiosk.ui.kiosk.session import Session
from kiosk.ui.widgets.choice import Choice


class MenuScreen(Sheet):
    """Calls `choose` with the chosen place, counted from 0, after the sheet is gone."""

    stands_on = ".choices Choice"

    def __init__(
        self,
        session: Session,
        title: str,
        options: Sequence[str],
        choose: Callable[[int], None],
    ) -> None:
        super().__init__(session)
        self._title_key = title
        self._options = options
        self._choose = choose
        self.set_class(len(options) > 5, "-many")

    @property
    def sheet_title(self) -> str:
        """The question."""
        return self.say(self._title_key)

    def compose_sheet(self) -> ComposeResult:
        """Lay out the choices."""
        with Vertical(classes="choices"):
            for place, option in enumerate(self._options):
                yield Choice(
                    self.session.say_if(option) or option, id=f"option-{place}", digit=place + 1, left=True
                )

    def compose_actions(self) -> ComposeResult:
        """Lay out the way back; it has no digit, they are the choices'."""
        yield Choice(f"← {self.say('common.back')}", id="close")

    @on(Choice.Pressed, ".choices Choice")
    def _chosen(self, event: Choice.Pressed) -> None:
        event.stop()
        place = int((event.choice.id or "").removeprefix("option-"))
        self.dismiss()
        self._choose(place)
