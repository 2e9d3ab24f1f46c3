"""To which phone the code for a record goes: the person's own, or the helper's who registered them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from textual.message import Message

from kiosk.domain.registration.draft import Draft, PhoneOwner
from kiosk.domain.registration.journey import Question
from kiosk.ports.phone_codes import MaskedPhone
from kiosk.ui.kiosk.questions.choices import ChooseStep
from kiosk.ui.kiosk.questions.step import Step
from kiosk.ui.kiosk.session import Session

_NONE = "none"


class PhoneChoiceStep(ChooseStep):
    """The numbers, masked, and "none of these": then an officer opens the record."""

    @dataclass
    class Chosen(Message):
        """One of the numbers was chosen."""

        step: Step
        phone: MaskedPhone

    def __init__(
        self,
        session: Session,
        draft: Draft,
        question: Question,
        typed: str = "",
        phones: Sequence[MaskedPhone] = (),
    ) -> None:
        super().__init__(session, draft, question, typed)
        self.phones = phones

    @property
    def is_other(self) -> bool:
        """No: whoever stands here holds one of these phones."""
        return False

    @property
    def title(self) -> str:
        """Where the code shall go."""
        return self.say("flow.code.choose")

    @property
    def hint(self) -> str:
        """What is only shown in part, and why."""
        return self.say("flow.code.choose_hint")

    def options(self) -> Sequence[tuple[str, str, str]]:
        """The numbers, each with whose it is; none of these stands last."""
        shown = [(f"phone-{place}", self._words(phone), "") for place, phone in enumerate(self.phones)]
        return [*shown, (_NONE, self.say("flow.code.choose_none"), self.say("flow.code.choose_none_hint"))]

    def _words(self, phone: MaskedPhone) -> str:
        key = "self"
        if phone.owner is PhoneOwner.HELPER:
            key = f"{phone.relation}_{phone.helper_sex}"
        whose = self.say_if(f"flow.code.of.{key}") or self.say("flow.code.of.helper")
        return f"{whose} {phone.masked}"

    def chosen(self, option: str) -> Draft:
        """None of these: on without a code."""
        return self.draft.without_phone_proof()

    def answer_with(self, option: str) -> None:
        """Give the choice to the host; none of these is an answer to the code's question itself."""
        if option == _NONE:
            self.answer(self.chosen(option))
        else:
            phone = self.phones[int(option.removeprefix("phone-"))]
            self.post_message(self.Chosen(self, phone))

    def anew(self) -> Self:
        """The same numbers, in another language."""
        return type(self)(self.session, self.draft, self.question, phones=self.phones)
