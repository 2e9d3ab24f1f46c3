"""My card once more: a card or its number, the code on the phone or the officer's word."""

from kiosk.domain.people import Person
from kiosk.ui.kiosk.questions.phone_code import CardCodeStep
from kiosk.ui.kiosk.results.record_view import RecordView
from kiosk.ui.kiosk.results.result_view import Draw
from kiosk.ui.kiosk.screens.record import RecordScreen


class MyCardScreen(RecordScreen):
    """A registered person sees their card."""

    code_step = CardCodeStep

    def record_view(self) -> RecordView:
        """The card, or why it cannot be shown."""
        return CardView(self.session, self.draft)


class CardView(RecordView):
    """Their card."""

    what = "card"
    asking = "card.asking"
    not_found = "card.not_found"

    async def fetch(self, person: Person, *, proof: str, call_id: str) -> Draw:
        """Return what draws the card."""
        cards = self.session.services.cards
        if call_id:
            card = await cards.with_call(person, call_id)
        else:
            card = await cards.with_phone(person, proof)
        return lambda: self.card_result(card)
