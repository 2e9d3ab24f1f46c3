"""The questions of a registration that was sent before: just what an officer asked for, then its review."""

from collections.abc import Iterable

from textual import on, work
from textual.app import ComposeResult

from kiosk.domain.registration.supplement import AskedPart
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.phone_codes import Challenge
from kiosk.ports.registrations import RegistrationStatus
from kiosk.ui.kiosk.questions.card import CardStep, HelperCardStep
from kiosk.ui.kiosk.questions.phone_code import CodeStep
from kiosk.ui.kiosk.questions.review import phone_words, who
from kiosk.ui.kiosk.questions.step import Step
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.fact_sheet import FactSheet


class AskedCardStep(CardStep):
    """The participant's card: typed by hand it was already, so only a scan will do."""

    def compose_actions(self) -> Iterable[Choice]:
        """Offer no keyboard."""
        return ()


class AskedHelperCardStep(HelperCardStep):
    """The relative's own card, likewise."""

    def compose_actions(self) -> Iterable[Choice]:
        """Offer no keyboard."""
        return ()


class AskedCodeStep(CodeStep):
    """The code to a phone that was asked for: whose registration it is, the slip says."""

    async def send(self) -> Challenge:
        """Have a code sent."""
        return await self.session.services.supplements.send_code(self.draft)


class SupplementReviewStep(Step):
    """Shows what will be sent, and sends it. Where that cannot be, everything stays as it stands here."""

    sent: RegistrationStatus | None = None
    """What the registration has become."""
    _is_sending = False

    @property
    def title(self) -> str:
        """Once more, before it goes to the officer."""
        return self.say("flow.supplement.title")

    @property
    def hint(self) -> str:
        """Nothing else of the registration changes."""
        return self.say("flow.supplement.hint")

    def compose_body(self) -> ComposeResult:
        """Lay out the answers, and no other of the registration."""
        draft, say = self.draft, self.say
        parts = draft.asked.parts if draft.asked else ()
        rows = {
            AskedPart.PERSON_CARD: (say("flow.review.participant"), who(draft.participant)),
            AskedPart.HELPER_CARD: (say("flow.review.helper"), who(draft.helper)),
            AskedPart.PHONE: (say("flow.review.phone"), phone_words(self.session, draft)),
        }
        yield FactSheet([rows[part] for part in parts])

    def compose_actions(self) -> Iterable[Choice]:
        """Send."""
        yield Choice(f"{self.say('flow.supplement.send')} →", id="send", digit=1, main=True)

    def on_mount(self) -> None:
        """Stand on the main action."""
        self.query_one("#send").focus()

    @on(Choice.Pressed, "#send")
    def _pressed(self, event: Choice.Pressed) -> None:
        event.stop()
        if not self._is_sending:
            self._is_sending = True
            self._send()

    @work(group="supplement", exclusive=True, exit_on_error=False)
    async def _send(self) -> None:
        self.notice(self.say("flow.supplement.sending"), good=True)
        try:
            self.sent = await self.session.services.supplements.send(self.draft)
        except Refused as error:
            self.notice(self.say(f"refused.{error.code}"))
        except Unavailable:
            self.notice(self.say("flow.supplement.unsent"))
        else:
            self.answer(self.draft)
        finally:
            self._is_sending = False
