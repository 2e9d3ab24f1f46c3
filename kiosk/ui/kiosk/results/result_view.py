"""The views that ask nothing: they show how something goes and ends, and the actions under it."""

from asyncio import Lock
from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from kiosk.domain.scans.scan import Scan
from kiosk.ports.presences import Presence
from kiosk.ui.kiosk.session import Session
from kiosk.ui.toolkit.messages import Shown
from kiosk.ui.widgets.card_sheet import CardSheet
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.text_field import TextField

_ROOMY = 3
"""So many actions have room beside each other at 80 columns."""
Result = tuple[Widget, Sequence[Choice]]
"""What is shown, and the actions under it, the main one last."""
Draw = Callable[[], Result]
"""Builds a result's widgets anew, in the language of the moment."""


class ResultView(Vertical):
    """The base of these views: one result takes the place of the one before."""

    topic = "result"
    """Which help belongs here."""
    keeps_awake = False
    """Does the person wait for us here?"""

    def __init__(self, session: Session) -> None:
        super().__init__(classes="page")
        self.session = session
        self.say = session.say
        self._draw: Draw | None = None
        self._turn = Lock()

    def compose(self) -> ComposeResult:
        """Lay out the result above the actions."""
        yield Vertical(id="result")
        yield Horizontal(classes="actions")

    async def show(self, draw: Draw) -> None:
        """Put what `draw` returns in place of the result before; one at a time, in the order of the calls.

        The person stands in its field, if it has one, else on the main action.
        """
        self._draw = draw
        async with self._turn:
            shown, actions = draw()
            with self.app.batch_update():
                place, row = self.query_one("#result"), self.query_one(".actions")
                await place.remove_children()
                await row.remove_children()
                self.set_class(isinstance(shown, CardSheet), "-card")
                await place.mount(shown)
                await row.mount(*actions)
                row.set_class(len(actions) > _ROOMY, "-crowded")
            for standing in [*self.query(TextField), *actions[-1:]][:1]:
                standing.focus()
        self.post_message(Shown())

    async def redraw(self) -> None:
        """Show the same result again, in the language just chosen."""
        if self._draw is not None:
            await self.show(self._draw)

    def admitted(self, presence: Presence) -> None:
        """An officer here has allowed what was asked for; most views ask for nothing."""

    def take_scan(self, scan: Scan) -> None:
        """A scan changes nothing here."""
