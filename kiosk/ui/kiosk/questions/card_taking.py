"""A scan of a card as an answer: at the card's own question, and at each that is typed off it."""

from kiosk.domain.people import Person
from kiosk.domain.problems import Invalid
from kiosk.domain.registration.draft import Draft, helper_problems
from kiosk.domain.registration.journey import Question
from kiosk.domain.scans.scan import CitizenCard, InsuranceCard, Scan, Unknown
from kiosk.ui.kiosk.questions.step import Step


class TakesCard(Step):
    """A question about an identity; whoever finds their card after all need not type on."""

    @property
    def is_helper(self) -> bool:
        """Is it the helper's own?"""
        return self.question.startswith("helper_")

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
        """Answer with the person on the card; a helper is neither the participant again nor a child."""
        draft = self.draft
        found = (
            tuple(helper_problems(person, draft.participant, self.session.today)) if self.is_helper else ()
        )
        if found:
            self.show_problems(Invalid(*found))
            return
        question = Question.HELPER_CARD if self.is_helper else Question.CARD
        self.post_message(self.Answered(self, self.with_card(person), question))

    def with_card(self, person: Person) -> Draft:
        """Return the draft with this identity."""
        return self.draft.with_helper(person) if self.is_helper else self.draft.with_person(person)
