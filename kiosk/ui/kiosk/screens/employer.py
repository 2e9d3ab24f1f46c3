"""The look-up of an employer: does it pay late? Nothing about who works there."""

from textual import on, work
from textual.containers import Vertical
from textual.widgets import Input, Static

from kiosk.domain.contributions import Employer
from kiosk.domain.names import fold
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.lookups import Employers
from kiosk.ui.kiosk.contributions_words import law_words, span_words
from kiosk.ui.kiosk.results.result_view import Result, ResultView
from kiosk.ui.kiosk.screens.flow import FlowScreen
from kiosk.ui.kiosk.session import Session
from kiosk.ui.toolkit.messages import Left
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.lookup_answer import LookupAnswer
from kiosk.ui.widgets.text_field import TextField
from kiosk.ui.widgets.vietnamese_field import VietnameseField

_SHORTEST = 2
"""Letters and digits; one of them would fit most employers."""


class EmployerScreen(FlowScreen):
    """One name in, one answer out."""

    def first_view(self) -> "EmployerView":
        """Ask for the name."""
        return EmployerView(self.session)

    async def action_back(self) -> None:
        """Esc: to the name, where something was found; else out."""
        if isinstance(self.view, EmployerView) and await self.view.back():
            return
        await self.leave()


class EmployerView(ResultView):
    """The field, those whom it may mean, then how the chosen one stands."""

    topic = "employer"

    DEFAULT_CSS = """
    EmployerView {
        .asked { height: auto; }
        VietnameseField, #notice { margin-top: 1; }
    }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._typed = ""
        self._notice = ""
        self._found: Employers | None = None

    async def on_mount(self) -> None:
        """Ask for the name."""
        await self.show(self._asking)

    async def back(self) -> bool:
        """Go back to the name; return false when it stands there already."""
        if self._found is None:
            return False
        self._found, self._notice = None, ""
        await self.show(self._asking)
        return True

    # The results, each drawn anew when the language changes.

    def _asking(self) -> Result:
        say = self.say
        field = VietnameseField(TextField(self._typed, method=self.session.typing, max_length=60), say)
        asked = Vertical(
            Static(say("lookup.employer.title"), classes="title", markup=False),
            Static(say("lookup.employer.hint"), classes="hint", markup=False),
            field,
            Static(self._notice, classes="careful", id="notice", markup=False),
            classes="asked",
        )
        back = Choice(f"← {say('common.back')}", id="back")
        return asked, [back, Choice(f"{say('status.look')} →", id="look", main=True)]

    def _which(self, found: Employers) -> Result:
        say = self.say
        choices = [
            Choice(each.name, id=f"employer-{place}", digit=place, left=True)
            for place, each in enumerate(found.found, 1)
        ]
        title = say("lookup.employer.more" if found.more else "lookup.employer.which")
        asked = Vertical(Static(title, classes="title", markup=False), Vertical(*choices, classes="choices"))
        return asked, [Choice(f"← {say('common.back')}", id="back")]

    def _record(self, employer: Employer, *, is_sample: bool) -> Result:
        say, late = self.say, employer.late
        span = span_words(self.session, late)
        headline = say("lookup.late", employer=employer.name, span=span) if late else employer.name
        answer = LookupAnswer(
            headline,
            mood="-careful" if late else "",
            lines=law_words(self.session) if late else [say("lookup.employer.on_time")],
            facts=[
                (say("lookup.employer.code"), employer.code),
                (say("lookup.employer.paid_until"), employer.paid_until.shown),
                (say("lookup.employer.due_until"), employer.due_until.shown),
            ],
            last=say("common.sample") if is_sample else "",
        )
        back = Choice(f"← {say('lookup.employer.other')}", id="back")
        return answer, [back, Choice(say("common.done"), id="done", digit=1, main=True)]

    # What the person does.

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self._typed = event.value

    @on(Input.Submitted)
    @on(Choice.Pressed, "#look")
    async def _asked(self, event: Input.Submitted | Choice.Pressed) -> None:
        event.stop()
        if sum(character.isalnum() for character in fold(self._typed)) < _SHORTEST:
            await self._say("lookup.employer.missing")
        else:
            self._look(self._typed)

    async def _say(self, key: str) -> None:
        self._notice = self.say(key)
        await self.show(self._asking)

    @work(group="employer", exclusive=True, exit_on_error=False)
    async def _look(self, text: str) -> None:
        for notice in self.query("#notice").results(Static):
            notice.update(self.say("status.asking"))
        try:
            found = await self.session.services.lookups.employers(text)
        except Refused as error:
            await self._say(f"refused.{error.code}")
        except Unavailable:
            await self._say("status.unavailable")
        else:
            await self._take(found)

    async def _take(self, found: Employers) -> None:
        if not found.found:
            await self._say("lookup.employer.none")
            return
        self._found = found
        if len(found.found) == 1:
            await self._choose(found.found[0])
        else:
            await self.show(lambda: self._which(found))
            self.query(".choices Choice").first().focus()

    async def _choose(self, employer: Employer) -> None:
        is_sample = self._found is not None and self._found.is_sample
        await self.show(lambda: self._record(employer, is_sample=is_sample))

    @on(Choice.Pressed, ".choices Choice")
    async def _chosen(self, event: Choice.Pressed) -> None:
        event.stop()
        if self._found is not None:
            await self._choose(self._found.found[int((event.choice.id or "").removeprefix("employer-")) - 1])

    @on(Choice.Pressed, "#back")
    async def _back(self, event: Choice.Pressed) -> None:
        event.stop()
        if not await self.back():
            self.screen.dismiss()

    @on(Choice.Pressed, "#done")
    def _done(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(Left())
