"""My data: what is kept, and the choices that the law gives a person over it.

Each choice is confirmed by a second question that names what follows, with neither answer chosen beforehand.
"""

from collections.abc import Callable, Sequence
from functools import partial

from textual import on, work
from textual.containers import Vertical
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from kiosk.domain import readable_code
from kiosk.domain.people import Person
from kiosk.domain.registration.draft import Draft
from kiosk.domain.registration.rights import RequestState, Right
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.kept_data import KeptData, RightsReceipt, WrongField
from kiosk.ui.kiosk.paper.rights_slips import kept_data_slip, rights_receipt_slip
from kiosk.ui.kiosk.questions.phone_code import RightsCodeStep
from kiosk.ui.kiosk.results.record_view import RecordView
from kiosk.ui.kiosk.results.result_view import Draw, Result, ResultView
from kiosk.ui.kiosk.results.sheet_pages import sheet_pages
from kiosk.ui.kiosk.rights_words import all_rows
from kiosk.ui.kiosk.screens.record import RecordScreen
from kiosk.ui.kiosk.session import Session
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.fact_sheet import FactSheet
from kiosk.ui.widgets.outcome import Outcome

_WISHES = (Right.CORRECT, Right.REVOKE_CARD, Right.WITHDRAW, Right.ERASE)
_LEFT_BEHIND = (Right.VIEW, *_WISHES)
"""What may be asked for without a second factor: an officer does it later."""
_FIELDS: tuple[WrongField, ...] = ("name", "birth", "address", "phone", "other")
_LEAVE_DIGIT = 4
_FRAME_ROWS = 10
"""Rows of a screen above and below a page."""


class RightsScreen(RecordScreen):
    """The same questions as for the card."""

    code_step = RightsCodeStep

    def record_view(self) -> ResultView:
        """What is kept, or why it cannot be shown."""
        return RightsView(self.session, self.draft)

    async def action_back(self) -> None:
        """Esc: from a question about one's data to what is kept."""
        if isinstance(self.view, RightsView):
            await self.view.back()
        else:
            await super().action_back()


class RightsView(RecordView):
    """What is kept, then the wishes, the question whether it is meant, and the receipt."""

    topic = "rights"
    what = "rights"
    asking = "rights.asking"
    not_found = "rights.not_found"

    def __init__(self, session: Session, draft: Draft) -> None:
        super().__init__(session, draft)
        self._kept: KeptData | None = None
        self._right = Right.VIEW
        self._about: WrongField = ""
        self._page = 0
        """Of what is kept, counted from 0; Esc goes back."""
        self._backwards: Draw | None = None
        """What stands one step back; None where there is no way back."""

    async def fetch(self, person: Person, *, proof: str, call_id: str) -> Draw:
        """Return the page of what is kept."""
        kept = await self.session.services.rights.kept(person, proof=proof, call_id=call_id)
        self._kept = kept
        return partial(self._shown, kept)

    async def back(self) -> None:
        """Go one step back, or to the page before, as long as nothing was done."""
        if self._backwards is not None:
            await self.show(self._backwards)
        elif self._page:
            await self._turn_over(-1)

    def _shown(self, kept: KeptData) -> Result:
        say, self._backwards = self.say, None
        done = Choice(say("common.done"), id="done", digit=1, main=True)
        if kept.is_empty:
            todo = say("rights.nothing_todo", hotline=self.session.services.office.hotline)
            return Outcome(say("rights.nothing"), lines=[todo]), [done]
        pages = sheet_pages(all_rows(self.session, kept), self._room)
        self._page = min(self._page, len(pages) - 1)
        title = say("rights.title", here=self._page + 1, all=len(pages))
        page = Vertical(
            Static(title, classes="title", markup=False), FactSheet(pages[self._page]), classes="periods"
        )
        on = Choice(f"{say('lookup.contributions.next')} →", id="next", digit=4)
        slip = self.print_key(lambda: kept_data_slip(self.session, self.person, kept))
        wishes = Choice(say("rights.wishes_key"), id="wishes", digit=2)
        return page, [*slip, wishes, *([on] if self._page + 1 < len(pages) else []), done]

    @property
    def _room(self) -> Size:
        """Where the page stands; before it was ever laid out, what it takes at least."""
        width, height = self.app.size
        return self.query_one("#result").size or Size(width, height - _FRAME_ROWS)

    async def on_resize(self) -> None:
        """Another size has room for another number of rows."""
        await self.redraw()

    @on(Choice.Pressed, "#next")
    async def _next(self, event: Choice.Pressed) -> None:
        event.stop()
        await self._turn_over(1)

    async def _turn_over(self, pages: int) -> None:
        if self._kept is not None:
            self._page += pages
            await self.show(partial(self._shown, self._kept))

    def _wishes(self) -> Result:
        kept = self._kept
        self._backwards = None if kept is None else partial(self._shown, kept)
        rights: Sequence[Right] = _LEFT_BEHIND
        if kept is not None:
            rights = (*_WISHES, *([Right.ERASE_HELPER] if kept.helped else []))
        title = "rights.wishes" if kept is not None else "rights.leave_title"
        return self._menu(title, [(f"right-{right}", f"rights.right.{right}") for right in rights])

    def _fields(self) -> Result:
        self._backwards = self._wishes
        return self._menu("rights.which", [(f"field-{each}", f"rights.field.{each}") for each in _FIELDS])

    def _menu(self, title: str, choices: Sequence[tuple[str, str]]) -> Result:
        boxes = [
            Choice(self.say(label), id=id_, digit=digit, left=True)
            for digit, (id_, label) in enumerate(choices, 1)
        ]
        page: Widget = Vertical(
            Static(self.say(title), classes="title", markup=False), Vertical(*boxes, classes="choices")
        )
        return page, [self._way_back()]

    def _way_back(self) -> Choice:
        if self._backwards is None:
            return Choice(self.say("common.done"), id="done")
        return Choice(f"← {self.say('common.back')}", id="back")

    def _sure(self) -> Result:
        say, right = self.say, self._right
        self._backwards = self._wishes
        lines = [say(f"rights.means.{right}")]
        if self._kept is None:
            lines.append(say("rights.waits.todo"))
        yes = Choice(say(f"rights.yes.{right}"), id="yes", digit=2)
        return Outcome(say(f"rights.sure.{right}"), mood="-careful", lines=lines), [
            yes,
            Choice(say("rights.keep"), id="keep", digit=1, main=True),
        ]

    def _settled(self, receipt: RightsReceipt) -> Result:
        say, self._backwards, self._page = self.say, None, 0
        if receipt.state is RequestState.DONE:
            headline, lines = say(f"rights.done.{receipt.right}"), [say(f"rights.after.{receipt.right}")]
        else:
            due = say("rights.due", due=f"{receipt.due_on:%d/%m/%Y}")
            headline, lines = say("rights.waits.title"), [say("rights.waits.todo"), due]
        outcome = Outcome(
            headline,
            mood="-good",
            lines=lines,
            code=readable_code.grouped(receipt.code),
            code_label=say("rights.code"),
        )
        slip = self.print_key(lambda: rights_receipt_slip(self.session, receipt))
        return outcome, [*slip, Choice(say("common.done"), id="done", digit=1, main=True)]

    def _failed(self, why: str) -> Result:
        self._backwards = self._wishes
        outcome = Outcome(self.say("rights.failed"), mood="-careful", lines=[self.say(why)])
        return outcome, [self._way_back()]

    # Without a second factor a request can be left for the officer.

    def _no_code(self) -> Result:
        return self._with_leave(super()._no_code)

    def _not_opened(self, why: str, *, again: bool = False) -> Result:
        return self._with_leave(partial(super()._not_opened, why, again=again))

    def _unheard(self, headline: str) -> Result:
        return self._with_leave(partial(super()._unheard, headline))

    def _with_leave(self, draw: Callable[[], Result]) -> Result:
        shown, actions = draw()
        return shown, [Choice(self.say("rights.leave_key"), id="wishes", digit=_LEAVE_DIGIT), *actions]

    @on(Choice.Pressed, "#wishes")
    async def _wishes_asked(self, event: Choice.Pressed) -> None:
        event.stop()
        await self.show(self._wishes)

    @on(Choice.Pressed, "#back, #keep")
    async def _back_asked(self, event: Choice.Pressed) -> None:
        event.stop()
        await self.back()

    @on(Choice.Pressed, ".choices Choice")
    async def _wished(self, event: Choice.Pressed) -> None:
        event.stop()
        kind, _, value = (event.choice.id or "").partition("-")
        if kind == "field":
            self._about = next(each for each in _FIELDS if each == value)
        else:
            self._right, self._about = Right(value), ""
        asks_field = kind == "right" and self._right is Right.CORRECT
        await self.show(self._fields if asks_field else self._sure)

    @on(Choice.Pressed, "#yes")
    def _meant(self, event: Choice.Pressed) -> None:
        event.stop()
        self._ask()

    @work(group="record", exclusive=True, exit_on_error=False)
    async def _ask(self) -> None:
        await self.show(lambda: (Outcome(self.say("rights.sending")), []))
        opened = {"proof": self.draft.phone_proof or "", "call_id": self._call_id} if self._kept else {}
        try:
            receipt = await self.session.services.rights.ask(
                self.person, self._right, about=self._about, **opened
            )
        except Refused as error:
            code = error.code
            await self.show(lambda: self._failed(f"refused.{code}"))
        except Unavailable:
            await self.show(lambda: self._failed("rights.failed_todo"))
        else:
            await self.show(lambda: self._settled(receipt))
            if self.session.services.printer is not None:
                self.print_alone(receipt.code, lambda: rights_receipt_slip(self.session, receipt))
