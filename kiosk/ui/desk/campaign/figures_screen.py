"""The figures of the campaign, in the place of a queue that its head may not see."""

from collections.abc import Iterator

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from kiosk.ports.campaign import Figures
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ui.desk.frame import DeskScreen
from kiosk.ui.desk.messages import Signal, Troubled
from kiosk.ui.desk.session import DeskSession
from kiosk.ui.widgets.gauge import Gauge

EVERY = 30.0
"""Seconds between two questions."""
_COLUMNS = ("filed", "valid", "approved", "waiting")
_NAME, _NUMBER = 18, 12
"""Cells of an office's code and of each count."""


class FiguresScreen(DeskScreen):
    """Counts over all offices, then each office's, and when it was so."""

    DEFAULT_CSS = """
    FiguresScreen #figures { height: 1fr; padding: 1 4; overflow-y: auto; }
    FiguresScreen #figures Static { height: auto; }
    FiguresScreen .title, FiguresScreen Gauge, FiguresScreen #counts { margin-bottom: 1; }
    FiguresScreen #as-of { margin-top: 1; }
    """
    KEYS = (("f2", "language"), ("f3", "look"), ("f10", "sign_out"))

    def __init__(self, session: DeskSession) -> None:
        super().__init__(session)
        self.figures: Figures | None = None
        """What stands there; None until the backend has said it."""

    def compose_body(self) -> ComposeResult:
        """Lay out how far it is, the counts, and the offices."""
        with Vertical(id="figures"):
            yield Static("", classes="title", id="reached", markup=False)
            yield Gauge()
            yield Static("", id="counts", markup=False)
            yield Static("", id="offices", markup=False)
            yield Static("", classes="hint", id="as-of", markup=False)

    @on(events.Mount)
    def _begin(self) -> None:
        self._show()
        self.ask()
        self.set_interval(EVERY, self.ask)

    @work(group="figures", exclusive=True, exit_on_error=False)
    async def ask(self) -> None:
        """Ask for the figures of now."""
        try:
            self.figures = await self.session.casework.figures()
        except (Refused, Unavailable) as error:
            self.post_message(Troubled(error))
            return
        self.post_message(Signal(is_online=True))
        self.status("")
        self._show()

    def hint(self) -> None:
        """Say nothing more than what stands there."""
        self.status("")

    async def relabel(self) -> None:
        """Show everything in the language of now."""
        await super().relabel()
        self._show()

    def _show(self) -> None:
        figures, gauge = self.figures, self.query_one(Gauge)
        gauge.display = figures is not None and figures.goal > 0
        if figures is None:
            self._put("reached", self.say("desk.figures.wait"))
            return
        gauge.share = figures.approved / figures.goal if figures.goal else 0.0
        self._put("reached", self._reached(figures))
        self._put("counts", "\n".join(self._counts(figures)))
        self._put("offices", "\n".join(self._offices(figures)))
        self._put("as-of", self.say("desk.figures.as_of", at=self.session.clock(figures.as_of)))

    def _put(self, place: str, words: str) -> None:
        self.query_one(f"#{place}", Static).update(Content(words))

    def _reached(self, figures: Figures) -> str:
        key = "desk.figures.reached" if figures.goal else "desk.figures.without_goal"
        return self.say(key, approved=grouped(figures.approved), goal=grouped(figures.goal))

    def _counts(self, figures: Figures) -> Iterator[str]:
        for name in _COLUMNS:
            count = grouped(getattr(figures, name)).rjust(_NUMBER)
            yield f"{self.say(f'desk.figures.{name}').ljust(_NAME)}{count}   {self._aside(name, figures)}"

    def _aside(self, name: str, figures: Figures) -> str:
        """Return what a count means, or how long the oldest has waited."""
        oldest = figures.oldest_waiting
        if name == "waiting" and oldest is not None:
            return self.say("desk.figures.oldest", since=self.session.say_since(oldest))
        return self.session.say_if(f"desk.figures.means.{name}")

    def _offices(self, figures: Figures) -> Iterator[str]:
        """Return a line an office, where there is more than one."""
        if len(figures.offices) < 2:
            return
        heads = (self.say(f"desk.figures.{name}").rjust(_NUMBER) for name in _COLUMNS)
        yield self.say("desk.figures.office").ljust(_NAME) + "".join(heads)
        for office in figures.offices:
            counts = (grouped(getattr(office, name)).rjust(_NUMBER) for name in _COLUMNS)
            yield office.office_code.ljust(_NAME) + "".join(counts)


def grouped(number: int) -> str:
    """ "12.345": as Vietnam writes it."""
    return f"{number:,}".replace(",", ".")
