"""Consent, one purpose a screen: nothing is ticked beforehand, refusing is as large as agreeing."""

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from kiosk.domain.journey import Question
from kiosk.domain.registration import Consent, Purpose
from kiosk.text import ConsentText, consent_text
from kiosk.ui.flow.step import Step
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.heading import Heading

_PURPOSES = {
    Question.CONSENT: Purpose.REGISTRATION,
    Question.DECLARATION: Purpose.DECLARATION,
    Question.NOTICES: Purpose.NOTICES,
}


class ConsentStep(Step):
    """Reads one text and takes yes or no. A no to what is needed is explained, never argued with."""

    DEFAULT_CSS = """
    ConsentStep {
        #text { height: auto; padding: 0 2; background: $paper; color: $ink; border: round $edge; }
        Horizontal.actions Choice { width: 1fr; }
        Horizontal.actions #back { width: auto; }
        Horizontal.actions .gap { display: none; }
    }
    """

    @property
    def text(self) -> ConsentText:
        """The text that is on the screen."""
        return consent_text(_PURPOSES[self.question], self.session.language)

    @property
    def title(self) -> str:
        """The text's own title."""
        return self.text.title

    def compose_body(self) -> ComposeResult:
        """Lay out the text, with the office's name and hotline in it."""
        office = self.session.services.office
        yield Static(
            self.text.body.format(office=office.name, hotline=office.hotline), id="text", markup=False
        )

    def compose_actions(self) -> Iterable[Choice]:
        """Two answers of the same size and the same colour."""
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
        if self.question is Question.NOTICES:
            self._give(granted=False)
            return
        await self._explain()

    def _give(self, *, granted: bool) -> None:
        consent = Consent(_PURPOSES[self.question], self.text.version, granted)
        self.answer(self.draft.with_consent(consent))

    async def _explain(self) -> None:
        self.query_one(Heading).title = self.say("flow.consent.title_refused")
        self.query_one("#text", Static).update(
            f"{self.say('flow.consent.refused')}\n{self.say('flow.consent.refused_todo')}"
        )
        actions = self.query_one(".actions", Horizontal)
        await actions.query("#agree, #refuse").remove()
        read_again = Choice(self.say("flow.consent.read_again"), id="again", digit=1)
        await actions.mount(Choice(self.say("common.stop"), id="stop", digit=2), read_again)
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
