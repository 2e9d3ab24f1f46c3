"""Questions that are answered by choosing one of a few: the relation, the sex, whose phone."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from kiosk.domain.people import Relation, Sex
from kiosk.domain.registration.draft import Draft, PhoneOwner
from kiosk.domain.registration.journey import Question
from kiosk.ui.kiosk.questions.card_taking import TakesCard
from kiosk.ui.kiosk.questions.step import Step
from kiosk.ui.kiosk.questions.typed import with_typed
from kiosk.ui.widgets.choice import Choice


class ChooseStep(Step):
    """Up to five choices, each a large box with its digit."""

    def options(self) -> Sequence[tuple[str, str, str]]:
        """Return (id, words, line below) of each choice."""
        raise NotImplementedError

    def chosen(self, option: str) -> Draft:
        """Return the draft after `option` was chosen."""
        raise NotImplementedError

    def compose_body(self) -> ComposeResult:
        """Lay out the choices."""
        with Vertical(classes="choices"):
            for digit, (option, label, hint) in enumerate(self.options(), 1):
                yield Choice(label, id=option, digit=digit, hint=hint, left=True)

    def on_mount(self) -> None:
        """Stand on the first choice."""
        self.query(Choice).first().focus()

    @on(Choice.Pressed, ".choices Choice")
    def _chosen(self, event: Choice.Pressed) -> None:
        event.stop()
        self.answer_with(event.choice.id or "")

    def answer_with(self, option: str) -> None:
        """Answer with what was chosen."""
        self.answer(self.chosen(option))


class RelationStep(ChooseStep):
    """Who is the participant to the helper?"""

    def options(self) -> Sequence[tuple[str, str, str]]:
        """The relations."""
        return [(r.value, self.say(f"common.relation.{r.value}"), "") for r in Relation]

    def chosen(self, option: str) -> Draft:
        """Take the relation."""
        return self.draft.with_relation(Relation(option))


class SexStep(ChooseStep, TakesCard):
    """Typed identities only: a card says it itself."""

    def options(self) -> Sequence[tuple[str, str, str]]:
        """Female and male, as on the card."""
        return [(s.value, self.say(f"common.sex.{s.value}"), "") for s in (Sex.FEMALE, Sex.MALE)]

    def chosen(self, option: str) -> Draft:
        """Take the sex."""
        person = self.draft.participant
        assert person is not None  # the journey asks for the card first
        return self.draft.with_person(with_typed(person, sex=Sex(option)))


class PhoneOwnerStep(ChooseStep):
    """Whose phone: the helper's, the participant's, or none."""

    def options(self) -> Sequence[tuple[str, str, str]]:
        """The helper's first: it is in their hand."""
        return [
            (
                owner.value,
                self.say(f"flow.{Question.PHONE_OWNER}.{owner.value}"),
                self.say_if(f"flow.{Question.PHONE_OWNER}.{owner.value}_hint"),
            )
            for owner in (PhoneOwner.HELPER, PhoneOwner.SELF, PhoneOwner.NONE)
        ]

    def chosen(self, option: str) -> Draft:
        """Take the owner; a number already given for the same owner stays."""
        owner = PhoneOwner(option)
        phone = self.draft.phone if owner is self.draft.phone_owner else None
        return self.draft.with_phone(phone, owner)
