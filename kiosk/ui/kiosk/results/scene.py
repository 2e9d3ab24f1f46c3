"""A stage on which one scene follows another: what is shown, and the actions under it."""

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
from kiosk.ui.widgets.entry import Entry

_ROOMY = 3
"""So many actions have room beside each other at 80 columns."""
Scene = Callable[[], tuple[Widget, Sequence[Choice]]]
"""Builds the widgets anew in the language of the moment, the main action last."""


class Stage(Vertical):
    """The base of the views that ask nothing but show how something goes and ends."""

    topic = "result"
    """Which help belongs here."""
    keeps_awake = False
    """Does the person wait for us here?"""

    def __init__(self, session: Session) -> None:
        super().__init__(classes="page")
        self.session = session
        self.say = session.say
        self._scene: Scene | None = None
        self._turn = Lock()

    def compose(self) -> ComposeResult:
        """Lay out the stage above the actions."""
        yield Vertical(id="stage")
        yield Horizontal(classes="actions")

    async def show(self, scene: Scene) -> None:
        """Put `scene` in place of the one before; one at a time, whoever asks for it.

        The person stands in its field, if it has one, else on the main action.
        """
        self._scene = scene
        async with self._turn:
            shown, actions = scene()
            with self.app.batch_update():
                stage, row = self.query_one("#stage"), self.query_one(".actions")
                await stage.remove_children()
                await row.remove_children()
                self.set_class(isinstance(shown, CardSheet), "-card")
                await stage.mount(shown)
                await row.mount(*actions)
                row.set_class(len(actions) > _ROOMY, "-crowded")
            for standing in [*self.query(Entry), *actions[-1:]][:1]:
                standing.focus()
        self.post_message(Shown())

    async def redraw(self) -> None:
        """Show the same scene again, in the language just chosen."""
        if self._scene is not None:
            await self.show(self._scene)

    def admitted(self, presence: Presence) -> None:
        """An officer here has allowed what was wished; most stages wish for nothing."""

    def take_scan(self, scan: Scan) -> None:
        """A scan changes nothing here."""
