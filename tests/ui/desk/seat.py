"""An officer at the desk: what they do in a pilot test, and what they see."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.widget import Widget

from kiosk.resources.languages import Language
from kiosk.ui.desk.app import DeskApp
from kiosk.ui.desk.dossier.dossier_pane import DossierPane
from kiosk.ui.desk.dossier.dossier_sheet import DossierSheet
from kiosk.ui.desk.panel import Panel
from kiosk.ui.desk.queue.queue_list import QueueList
from kiosk.ui.desk.work import WorkScreen
from tests.fakes.officer import PASSWORD, FakeCasework, an_office
from tests.ui.visit import Visit, text_of


class Seat(Visit):
    """The visit of an officer."""

    app: DeskApp
    world: FakeCasework

    @property
    def view(self) -> Widget:
        """The screen on top."""
        return self.app.screen

    @property
    def work(self) -> WorkScreen:
        """The work, whatever lies over it."""
        return next(screen for screen in self.app.screen_stack if isinstance(screen, WorkScreen))

    @property
    def rows(self) -> QueueList:
        """The list."""
        return self.work.query_one(QueueList)

    @property
    def pane(self) -> DossierPane:
        """The dossier."""
        return self.work.query_one(DossierPane)

    @property
    def selected(self) -> str:
        """Whose line is selected."""
        entry = self.rows.window.selected
        return entry.full_name if entry else ""

    @property
    def open_name(self) -> str:
        """Whose dossier can be read."""
        dossier = self.pane.dossier
        return dossier.declared.full_name if dossier and self.pane.is_on_screen else ""

    @property
    def text(self) -> str:
        """Everything that can be read, also below a panel."""
        screens = [self.app.screen, *([self.work] if isinstance(self.app.screen, Panel) else [])]
        shown = [w for screen in screens for w in screen.walk_children() if _is_seen(w)]
        return "\n".join(" ".join(_text(widget).split()) for widget in shown if _text(widget))

    async def sign_in(self, password: str = PASSWORD) -> None:
        """Sign in as the office's officer."""
        await self.press(*self.world.officer.login, "enter")
        await self.press(*password)
        await self.press("enter")

    async def poll(self) -> None:
        """Let the time come at which the desk asks what has changed."""
        self.work.queue.ask(anew=False)
        await self.settled()

    async def opens(self, name: str) -> None:
        """Wait until this person's dossier can be read."""
        await self.until(lambda: self.open_name == name, f"the dossier of {name} is open")
        await self.settled()

    async def at_work(self) -> None:
        """Sign in and wait until the queue is there."""
        await self.sign_in()
        await self.until(lambda: len(self.app.screen_stack) > 1, "the work begins")
        await self.until(lambda: bool(self.work.query(QueueList)), "the screen is laid out")
        await self.until(lambda: self.rows.window.is_known, "the queue is known")
        await self.settled()


def _is_seen(widget: Widget) -> bool:
    return all(node.display for node in widget.ancestors_with_self if isinstance(node, Widget))


def _text(widget: Widget) -> str:
    if isinstance(widget, DossierSheet):
        return str(widget.render())
    if isinstance(widget, QueueList):
        return "\n".join(widget.render_line(y).text for y in range(widget.size.height))
    return text_of(widget)


@asynccontextmanager
async def sitting(
    office: FakeCasework | None = None, *, size: tuple[int, int] = (100, 30), language: Language = "vi"
) -> AsyncIterator[Seat]:
    """Sit before a desk at which no officer has signed in."""
    office = an_office(5) if office is None else office
    app = DeskApp(office.services, language=language)
    async with app.run_test(size=size) as pilot:
        seat = Seat(app, pilot, office)
        await seat.settled()
        yield seat


@asynccontextmanager
async def working(
    office: FakeCasework | None = None, *, size: tuple[int, int] = (100, 30), language: Language = "vi"
) -> AsyncIterator[Seat]:
    """Sit before a desk with the queue on it."""
    async with sitting(office, size=size, language=language) as seat:
        await seat.at_work()
        yield seat
