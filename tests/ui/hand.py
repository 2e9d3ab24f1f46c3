"""A finger at a touch screen that counts what it does: whole errands, from the welcome to their end."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from textual.widget import Widget

from kiosk.domain.registration.journey import Question
from kiosk.ui.kiosk.results.receipt import ReceiptView
from kiosk.ui.widgets.card_sheet import CardSheet
from kiosk.ui.widgets.choice import Choice
from kiosk.ui.widgets.outcome import Outcome
from kiosk.ui.widgets.suggestions import Suggestions
from tests.fakes.citizen import CODE, MAN, WOMAN, World
from tests.ui.visit import Visit, visiting

BAC_KAN = "01843"
PHONE = "0900000000"


@dataclass
class Done:
    """What a hand did."""

    touches: int = 0
    """Boxes, and the key that ends a line."""
    keys: int = 0
    """Letters and digits on the keyboard of the screen, the codes' and the phones' too."""
    lines: int = 0
    """Fields that were typed into: before each one has to recall or look up what to type."""
    scans: int = 0
    """Cards held to the scanner."""


class Hand:
    """Uses a kiosk by touch alone."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self.done = Done()

    async def touch(self, choice: str) -> None:
        """Touch the box with this id."""
        visit = self._visit
        await visit.touch(visit.app.screen.query_one(f"#{choice}", Choice))
        self.done.touches += 1

    async def type(self, *keys: str, ends: bool = True) -> None:
        """Type on the keyboard of the screen; `ends` with its key "done"."""
        visit = self._visit
        await visit.until(lambda: visit.keyboard.display, "the keyboard stands by itself")
        await visit.touch_keys(*keys)
        self.done.lines += 1
        self.done.keys += len(keys)
        if ends:
            await visit.touch_keys("done")
            self.done.touches += 1

    async def take_first_suggestion(self) -> None:
        """Touch the likeliest of what was found."""
        found = self._visit.view.query_one(Suggestions)
        await self._visit.touch(found, found.region_of(0))
        self.done.touches += 1

    async def scan(self, card: str) -> None:
        """Hold a card to the scanner."""
        await self._visit.scan(card)
        self.done.scans += 1

    async def answer(self, answers: "Answers") -> None:
        """Answer question after question, until something else stands there."""
        visit = self._visit
        while (question := visit.question) is not None:
            view: Widget = visit.view
            await answers[question](self)
            await visit.until(lambda view=view: visit.view is not view, f"{question} has its answer")
            await visit.until(lambda: visit.view.is_mounted, "the next view stands")
            await visit.settled()


Answer = Callable[[Hand], Awaitable[None]]
Answers = Mapping[Question, Answer]


def touches(choice: str) -> Answer:
    """Touch a box."""
    return lambda hand: hand.touch(choice)


def scans(card: str) -> Answer:
    """Scan a card."""
    return lambda hand: hand.scan(card)


def types(*keys: str, ends: bool = True) -> Answer:
    """Type a line."""
    return lambda hand: hand.type(*keys, ends=ends)


async def _commune(hand: Hand) -> None:
    await hand.type(*"bac", "space", "k", ends=False)
    await hand.take_first_suggestion()


MYSELF: Answers = {
    Question.DETAILS: touches("yes"),
    Question.PHONE: types(*PHONE),
    Question.CODE: types(*CODE, ends=False),
    Question.CONSENT: touches("agree"),
    Question.NOTICES: touches("agree"),
    Question.REVIEW: touches("send"),
}
RELATIVE: Answers = {
    **MYSELF,
    Question.RELATION: touches("parent"),
    Question.CARD: scans(WOMAN),
    Question.HELPER_CARD: scans(MAN),
    Question.PHONE_OWNER: touches("helper"),
    Question.DECLARATION: touches("agree"),
}
TYPED: Answers = {
    **MYSELF,
    Question.CARD: touches("type"),
    Question.NUMBER: types(*"006090000011"),
    Question.NAME: types(*"nguyen", "space", *"van", "space", *"mau"),
    Question.BIRTH: types(*"01/01/1990"),
    Question.ADDRESS: touches("skip"),
    Question.COMMUNE: _commune,
}


async def myself() -> Done:
    """Register oneself: a card on the welcome screen, one's own phone."""
    async with visiting() as visit:
        hand = Hand(visit)
        await hand.scan(MAN)
        await visit.at(Question.DETAILS)
        await hand.answer(MYSELF)
        await visit.stands(CardSheet)
        return hand.done


async def myself_without_a_phone() -> Done:
    """Register oneself without any phone."""
    async with visiting() as visit:
        hand = Hand(visit)
        await hand.scan(MAN)
        await visit.at(Question.DETAILS)
        await hand.answer({**MYSELF, Question.PHONE: touches("none")})
        await visit.at(ReceiptView)
        return hand.done


async def a_relative() -> Done:
    """Register one's mother: both cards, one's own phone."""
    async with visiting() as visit:
        hand = Hand(visit)
        await hand.touch("relative")
        await visit.at(Question.RELATION)
        await hand.answer(RELATIVE)
        await visit.at(ReceiptView)
        return hand.done


async def the_card_again() -> Done:
    """See the card: the ID card, and the code on the phone."""
    async with visiting() as visit:
        hand = Hand(visit)
        await hand.touch("card")
        await visit.at(Question.CARD)
        await hand.answer({**MYSELF, Question.CARD: scans(MAN)})
        await visit.stands(CardSheet)
        return hand.done


async def typed() -> Done:
    """Register oneself without a card: everything typed on the screen, without marks."""
    async with visiting(World(home=BAC_KAN)) as visit:
        hand = Hand(visit)
        await hand.touch("self")
        await visit.at(Question.CARD)
        await hand.answer(TYPED)
        await visit.until(lambda: bool(visit.view.query(Outcome) or visit.view.query(CardSheet)))
        return hand.done
