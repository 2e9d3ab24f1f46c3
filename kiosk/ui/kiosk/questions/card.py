"""Questions that are answered by a card: the participant's, then the helper's."""

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from kiosk.domain.people import IdSource, Person
from kiosk.domain.registration.journey import Question
from kiosk.domain.scans.scan import InsuranceCard
from kiosk.ui.kiosk.questions.card_taking import TakesCard
from kiosk.ui.widgets.card_picture import CardPicture
from kiosk.ui.widgets.choice import Choice


class CardStep(TakesCard):
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
        """Offer the keyboard; the main action is what the machine waits for."""
        yield Choice(self.say("flow.card.type"), id="type", digit=2)
        yield Choice(self.say("flow.card.scan"), id="scan", digit=1, main=True)

    def on_mount(self) -> None:
        """Stand on the main action, which comes last; without one, on what there is."""
        self.query(".actions Choice").last().focus()

    def notice(self, words: str, *, good: bool = False) -> None:
        """Say it in the place of "nothing to press": at 24 rows there is room for one of them."""
        super().notice(words, good=good)
        self.query_one("#waiting").display = not words

    @property
    def known(self) -> Person | None:
        """Whom this question is about, as far as that was answered before."""
        return self.draft.helper if self.is_helper else self.draft.participant

    @on(Choice.Pressed, "#scan")
    def _scan(self, event: Choice.Pressed) -> None:
        event.stop()
        self.notice(self.say("flow.card.scan_how"), good=True)

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
