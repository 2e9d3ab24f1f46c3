"""The result codes that the insurer's own gateway gives a card, and what each means here.

Their words, for officers, are in assets/text under `result_code`.

Source: docs/domain.md#result-codes.
"""

from collections.abc import Mapping
from datetime import date
from enum import Enum, auto

CORRECT = "000"
ENDED = "010"
NO_CARD = "050"
OTHER_NAME = "060"
OTHER_NAME_SAME_LETTER = "061"
OTHER_BIRTH = "070"
REPORTED_OFF = "120"


class Effect(Enum):
    """What a code does."""

    SHOWN = auto()
    """The card is good."""
    SHOWN_AS_ENDED = auto()
    """Its last day has passed; it is shown as that, and never as good."""
    WITHHELD = auto()
    """The person is known, but there is no card to show: taken back, reported off, or another body's."""
    UNKNOWN = auto()
    """The number is no known person's."""
    DISAGREES = auto()
    """The number is a person's, but not with this name and birth."""
    FAULT = auto()
    """The insurer could not answer, or not us: nothing is known of the person."""


EFFECTS: Mapping[str, Effect] = {
    CORRECT: Effect.SHOWN,
    "001": Effect.WITHHELD,  # the Ministry of National Defence's
    "002": Effect.WITHHELD,  # the Ministry of Public Security's
    "003": Effect.SHOWN_AS_ENDED,  # ended, and a new card was issued
    "004": Effect.SHOWN,  # still good, and a new card was issued
    ENDED: Effect.SHOWN_AS_ENDED,
    NO_CARD: Effect.UNKNOWN,
    "051": Effect.UNKNOWN,  # a number that no card can have: as a whole, its province, its benefit
    "052": Effect.UNKNOWN,
    "053": Effect.UNKNOWN,
    "054": Effect.FAULT,  # the officer who asks is not theirs
    "055": Effect.FAULT,
    OTHER_NAME: Effect.DISAGREES,
    OTHER_NAME_SAME_LETTER: Effect.DISAGREES,
    OTHER_BIRTH: Effect.DISAGREES,
    "100": Effect.FAULT,
    "101": Effect.FAULT,
    "110": Effect.WITHHELD,  # taken back
    REPORTED_OFF: Effect.WITHHELD,
    "121": Effect.WITHHELD,  # reported off: moved to another province, within it, taken up again, stopped
    "122": Effect.WITHHELD,
    "123": Effect.WITHHELD,
    "124": Effect.WITHHELD,
    "130": Effect.WITHHELD,  # a child who is treated without a card
    "205": Effect.FAULT,  # the question's form
    "401": Effect.FAULT,
    "500": Effect.FAULT,
}

OF_CARDS = frozenset(
    code
    for code, effect in EFFECTS.items()
    if effect in (Effect.SHOWN, Effect.SHOWN_AS_ENDED, Effect.WITHHELD)
)
"""Those that a register can have beside a person."""


def effect(code: str) -> Effect:
    """Return what `code` does. The list is not complete: an unheard-of one withholds the card."""
    return EFFECTS.get(code, Effect.WITHHELD)


def may_be_shown(code: str, valid_to: date | None, today: date) -> bool:
    """May a card with this last day be shown? One that is called ended must say so itself."""
    does = effect(code)
    has_ended = valid_to is not None and valid_to < today
    return does is Effect.SHOWN or (does is Effect.SHOWN_AS_ENDED and has_ended)
