"""Questions that are answered by a card: the participant's, then the helper's."""

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from kiosk.domain.people import IdSource, Person
from kiosk.domain.problems import Invalid
from kiosk.domain.registration.draft import Draft, helper_problems
from kiosk.domain.registration.journey import Question
from kiosk.domain.scans.scan import CitizenCard, InsuranceCard, Scan, Unknown
from kiosk.ui.kiosk.questions.step import Step
from kiosk.ui.widgets.card_picture import CardPicture
from kiosk.ui.widgets.choice import Choice


class CardStep(Step):
    """Waits for a scan; who has no card at hand types instead."""

    DEFAULT_CSS = """
    CardStep {
        #pictures { height: 10; align-horizontal: center; margin-top: 1; }
        #pictures CardPicture { margin: 0 2; }
        #waiting { text-align: center; color: $good; text-style: bold; margin-top: 1; width: 100%; }
        #notice { text-align: center; width: 100%; }
    }
    """

    def compose_body(self) -> ComposeResult:
        """Show where the QR is on both generations of cards."""
        with Horizontal(id="pictures"):
            for side in ("front", "back"):
                yield CardPicture(side, self.say(f"flow.card.{side}"), self.say(f"flow.card.{side}_side"))
        yield Static(self.say("flow.card.waiting"), id="waiting", markup=False)

    def compose_actions(self) -> Iterable[Choice]:
        """Offer the keyboard."""
        yield Choice(self.say("flow.card.type"), id="type", digit=1)

    def on_mount(self) -> None:
        """Stand on no action: the scanner is what is waited for."""
        self.query(".actions Choice").last().focus()

    def notice(self, words: str, *, good: bool = False) -> None:
        """Say it in the place of "nothing to press": at 24 rows there is room for one of them."""
        super().notice(words, good=good)
        self.query_one("#waiting").display = not words

    def take_scan(self, scan: Scan) -> None:
        """Take an ID card; say what anything else is and what to show instead."""
        match scan:
            case CitizenCard():
                self.take_person(scan.to_person())
            case Unknown():
                self.notice(self.session.say_unknown(scan))
            case InsuranceCard():
                self.take_insurance_card(scan)
            case _:
                self.notice(self.say("flow.card.need_card_not_slip"))

    def take_insurance_card(self, card: InsuranceCard) -> None:
        """An insurance card does not say who its holder is."""
        self.notice(self.say("flow.card.need_citizen_card"))

    def take_person(self, person: Person) -> None:
        """Answer with the person on the card."""
        self.answer(self.with_card(person))

    @property
    def known(self) -> Person | None:
        """Whom this question is about, as far as that was answered before."""
        return self.draft.participant

    def with_card(self, person: Person) -> Draft:
        """Return the draft with this identity."""
        return self.draft.with_person(person)

    @on(Choice.Pressed, "#type")
    def _type(self, event: Choice.Pressed) -> None:
        event.stop()
        known = self.known
        is_begun = known is not None and known.source is IdSource.TYPED and known.insurance_id is None
        self.answer(self.draft if is_begun else self.with_card(Person()))


class HelperCardStep(CardStep):
    """The relative's own card."""

    @property
    def is_other(self) -> bool:
        """No: it is their own."""
        return False

    def take_person(self, person: Person) -> None:
        """Answer, unless this is the participant's card again, or a child's."""
        found = tuple(helper_problems(person, self.draft.participant, self.session.today))
        if found:
            self.show_problems(Invalid(*found))
        else:
            super().take_person(person)

    @property
    def known(self) -> Person | None:
        """The helper."""
        return self.draft.helper

    def with_card(self, person: Person) -> Draft:
        """Return the draft with this helper."""
        return self.draft.with_helper(person)


class AnyCardStep(CardStep):
    """For "see my card": an ID card or an insurance card."""

    @property
    def title(self) -> str:
        """Either card will do."""
        return self.say("flow.card.title_card")

    def take_insurance_card(self, card: InsuranceCard) -> None:
        """An insurance card names the person well enough to ask for theirs."""
        self.take_person(card.to_person())


def card_step(question: Question) -> type[CardStep]:
    """Return the step for either card question."""
    return HelperCardStep if question is Question.HELPER_CARD else CardStep
