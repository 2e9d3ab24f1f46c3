"""Consent, one purpose a screen: nothing is ticked beforehand, refusing is as large as agreeing."""

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from kiosk.domain.registration.draft import Consent, Path, Purpose
from kiosk.domain.registration.journey import PURPOSES, Question
from kiosk.resources.consents import ConsentText
from kiosk.ui.kiosk.paper.print_status import PrintStatus
from kiosk.ui.kiosk.paper.slips import asked_slip
from kiosk.ui.kiosk.questions.step import Step
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.heading import Heading


class ConsentStep(Step):
    """Reads one text and takes yes or no. A no to what is needed is explained, never argued with."""

    DEFAULT_CSS = """
    ConsentStep {
        #text { height: auto; padding: 0 2; background: $paper; color: $ink; border: round $edge; }
        Horizontal.actions Choice { width: 1fr; padding: 0 1; }
        Horizontal.actions #back, Horizontal.actions #print { width: auto; }
        Horizontal.actions .gap { display: none; }
    }
    """

    @property
    def purpose(self) -> Purpose:
        """What is asked for."""
        return PURPOSES[self.question]

    @property
    def text(self) -> ConsentText:
        """The text that is on the screen."""
        return self.session.consent(self.purpose)

    @property
    def title(self) -> str:
        """The text's own title."""
        return self.text.title

    @property
    def hint(self) -> str:
        """Who answers, where another person than the one to be registered may stand there."""
        if self.draft.path is Path.SELF or self.question is Question.NOTICES:
            return ""
        if self.question is Question.DECLARATION:
            return self.say("flow.consent.asks.helper")
        person = self.draft.participant
        is_minor = person is not None and person.is_minor(self.session.today)
        if self.question is Question.CONSENT and is_minor:
            return self.say("flow.consent.asks.representative")
        return self.say("flow.consent.asks.participant")

    def compose(self) -> ComposeResult:
        """Lay out the question, and below it how the printing goes."""
        yield from super().compose()
        if self.session.services.printer is not None:
            yield PrintStatus(self.session)

    def compose_body(self) -> ComposeResult:
        """Lay out the text, with the office's name and hotline in it."""
        yield Static(self.text.body, id="text", markup=False)

    def compose_actions(self) -> Iterable[Choice]:
        """Two answers of the same size and the same colour; the paper binds to nothing."""
        if self.session.services.printer is not None:
            yield Choice(self.say("flow.consent.print"), id="print", digit=3)
        yield Choice(self.say("flow.consent.refuse"), id="refuse", digit=2)
        yield Choice(self.say("flow.consent.agree"), id="agree", digit=1)

    def on_mount(self) -> None:
        """Stand on neither answer."""
        self.query_one("#back").focus()

    @on(Choice.Pressed, "#agree")
    def _agree(self, event: Choice.Pressed) -> None:
        event.stop()
        self._give(granted=True)

    @on(Choice.Pressed, "#refuse")
    async def _refuse(self, event: Choice.Pressed) -> None:
        event.stop()
        if self.purpose in self.draft.needed:
            self.draft = self.draft.without_consent(self.purpose)  # an earlier yes ends with this no
            self.post_message(self.Withdrawn(self, self.draft))
            await self._explain()
        else:
            self._give(granted=False)

    @on(Choice.Pressed, "#print")
    def _print(self, event: Choice.Pressed) -> None:
        event.stop()
        line = self.query_one(PrintStatus)
        if not line.is_printing:
            line.take(asked_slip(self.session, self.text))

    def _give(self, *, granted: bool) -> None:
        text = self.text
        consent = Consent(self.purpose, text.version, granted, text.language, text.digest)
        self.answer(self.draft.with_consent(consent))

    async def _explain(self) -> None:
        """Say what a no means, and that it costs nothing; with a second no everything is erased."""
        heading = self.query_one(Heading)
        heading.title, heading.hint = self.say("flow.consent.title_refused"), ""
        lines = (
            f"flow.consent.refused.{self.purpose}",
            "flow.consent.unchanged",
            "flow.consent.refused_todo",
        )
        self.query_one("#text", Static).update("\n".join(self.say(line) for line in lines))
        actions = self.query_one(".actions", Horizontal)
        await actions.query("#agree, #refuse, #print").remove()
        read_again = Choice(self.say("flow.consent.read_again"), id="again", digit=1)
        await actions.mount(Choice(self.say("flow.leave.leave"), id="stop", digit=2), read_again)
        read_again.focus()

    @on(Choice.Pressed, "#again")
    async def _again(self, event: Choice.Pressed) -> None:
        event.stop()
        await self.recompose()
        self.query_one("#back").focus()

    @on(Choice.Pressed, "#stop")
    def _stop(self, event: Choice.Pressed) -> None:
        event.stop()
        self.post_message(self.Stopped())
