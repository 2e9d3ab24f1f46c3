"""The phone's number, and whether a code can be sent to it."""

from collections.abc import Iterable

from textual import on, work

from kiosk.domain import phones
from kiosk.domain.registration.draft import Draft, PhoneOwner
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.phone_codes import CodeAvailability
from kiosk.ui.kiosk.questions.typed import TypeStep
from kiosk.ui.kiosk.session import Session
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.heading import Heading


async def code_availability(session: Session) -> CodeAvailability:
    """Whether a code can be sent now; a backend that cannot be asked cannot send one either."""
    try:
        return await session.services.phone_codes.availability()
    except (Refused, Unavailable):
        return CodeAvailability(False)


class PhoneStep(TypeStep):
    """A mobile number; a person who registers themselves may have none."""

    digits = True
    limit = 18
    _availability: CodeAvailability | None = None
    """Whether a code can be sent; None: not known yet."""

    @property
    def is_other(self) -> bool:
        """Is it the relative's own phone?"""
        return super().is_other and self.draft.phone_owner is PhoneOwner.SELF

    def stored(self) -> str:
        """The number as people write it."""
        return phones.shown(self.draft.phone) if self.draft.phone else ""

    def on_mount(self) -> None:
        """Find out whether a code can be sent, before the number is typed."""
        super().on_mount()
        self._ask_availability()

    @work(group="code-availability", exclusive=True, exit_on_error=False)
    async def _ask_availability(self) -> None:
        self._availability = await code_availability(self.session)
        if not self._availability.is_available:
            hint = self.say("flow.phone.hint_without_code")
        elif self._availability.sender:
            hint = self.say("flow.phone.hint_sender", sender=self._availability.sender)
        else:
            return
        self.query_one(Heading).hint = hint

    def read(self, text: str) -> Draft:
        """Take the number; where no code can be sent, none is asked for and an officer confirms it."""
        owner = self.draft.phone_owner
        if owner in (None, PhoneOwner.NONE):
            owner = PhoneOwner.SELF
        draft = self.draft.with_phone(phones.parse_phone(text), owner)
        kept = self.session.kept_proof
        is_known = kept is not None and (draft.phone, draft.phone_owner) == (kept.phone, PhoneOwner.HELPER)
        is_asked = is_known or self._availability is None or self._availability.is_available
        return draft if is_asked or draft.phone_proof is not None else draft.without_phone_proof()

    def compose_actions(self) -> Iterable[Choice]:
        """Add the way on without a phone, where it was not asked before."""
        if not super().is_other:
            yield Choice(self.say("flow.phone.none"), id="none")
        yield from super().compose_actions()

    @on(Choice.Pressed, "#none")
    def _none(self, event: Choice.Pressed) -> None:
        event.stop()
        self.answer(self.draft.with_phone(None, PhoneOwner.NONE))
