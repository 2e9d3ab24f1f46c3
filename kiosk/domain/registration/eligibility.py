"""Whether a registration may be approved at once: a pure table, each row a condition and its reason.

docs/architecture.md#approved-at-once: at once only if everything holds; whatever does not waits for an
officer, who sits in the same hall and compares a face with a card. Nothing here refuses a person because a
condition is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from enum import StrEnum

from kiosk.domain import limits


class Status(StrEnum):
    """States of a registration (docs/architecture.md#approved-at-once)."""

    RECEIVED = "received"
    APPROVED = "approved"
    PENDING_REVIEW = "pending_review"
    NEEDS_MORE = "needs_more"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


MOVES: Mapping[Status, frozenset[Status]] = {
    Status.RECEIVED: frozenset({Status.APPROVED, Status.PENDING_REVIEW, Status.REFUSED, Status.WITHDRAWN}),
    Status.PENDING_REVIEW: frozenset({Status.APPROVED, Status.NEEDS_MORE, Status.REFUSED, Status.WITHDRAWN}),
    Status.NEEDS_MORE: frozenset({Status.PENDING_REVIEW, Status.WITHDRAWN}),
    Status.APPROVED: frozenset(),
    Status.REFUSED: frozenset(),
    Status.WITHDRAWN: frozenset(),
}
"""From each state, the states it may become."""

PHONE_CHANGED = "phone_changed"
"""The reason of a step that leaves an account approved: an officer gave it another phone."""

OPEN = (Status.PENDING_REVIEW, Status.NEEDS_MORE)
"""Those that wait: for an officer, or for the person."""

UNDONE: Mapping[Status, frozenset[Status]] = {
    Status.APPROVED: frozenset(OPEN),
    Status.REFUSED: frozenset(OPEN),
    Status.NEEDS_MORE: frozenset(OPEN),
}
"""What an officer's decision may be taken back to: whatever it was before, for as long as `UNDO` lasts."""

UNDO = timedelta(seconds=limits.UNDO)

CLOSED_BY_PERSON: Mapping[Status, Status] = dict.fromkeys((Status.APPROVED, *OPEN), Status.WITHDRAWN)
"""What becomes of a registration when its person withdraws: only they close an approved account, so that no
officer's decision can."""

TAKEN_BACK: Mapping[Status, Status] = {Status.APPROVED: Status.PENDING_REVIEW}
"""What an approval found wrong becomes when a supervisor takes it back. It waits for an officer again: the
person may be in the right and only the approval wrong, and a refusal needs words for them."""
TAKEN_BACK_REASON = "taken_back"


@dataclass(frozen=True)
class Facts:
    """What is known of a registration when it arrives; every field is a condition that should hold.

    None: only the insurer knows, and cannot be asked now.
    """

    by_themselves: bool
    of_age: bool
    card_scanned: bool
    card_consistent: bool
    """Nothing on the card contradicts its own number, and no letter was lost on the way."""
    in_register: bool | None
    details_agree: bool | None
    """Number, name (accents aside) and birth agree with the register."""
    alive: bool | None
    phone_proved: bool
    phone_in_register: bool | None
    """The proved phone is the one that the register holds for this person."""
    phone_has_room: bool
    """The phone carries no other account of its own, and helps no more than the limit."""
    first_time: bool
    """Not registered before, and no other registration of theirs is waiting."""
    proof_fresh: bool
    """The phone's proof was not yet expired when the registration was made."""


ALREADY_REGISTERED = "already_registered"
"""A reason of its own: it is only ever given once the second factor stands."""
INSURER_AWAY = "insurer_away"
"""The reason while the insurer cannot be asked; the machine judges again when it answers."""

PUBLIC_REASONS = frozenset(
    {
        "by_themselves",
        "of_age",
        "card_scanned",
        "card_consistent",
        "phone_proved",
        "proof_fresh",
        "office_reviews_all",
        INSURER_AWAY,
    }
)
"""Reasons that follow from what was declared here; the others would give the register away."""


FOR_THE_DESK = frozenset(
    {"in_register", "details_agree", "alive", "phone_has_room", "first_time", INSURER_AWAY, TAKEN_BACK_REASON}
)
"""Reasons that a look at face and card does not settle: at the kiosk, where the register is not shown, an
officer approves nothing that has one of them."""


@dataclass(frozen=True)
class Decision:
    """A status with its reasons: the names of the conditions that did not hold."""

    status: Status
    reasons: tuple[str, ...] = ()

    @property
    def public_reasons(self) -> tuple[str, ...]:
        """The reasons a screen may show before a second factor stands."""
        return tuple(reason for reason in self.reasons if reason in PUBLIC_REASONS)


def decide(facts: Facts, *, at_once: bool = True) -> Decision:
    """Approve when every condition holds and the office lets machines approve; else leave it to an officer.

    `at_once` False is the stricter setting: an officer sees everything. There is no looser one.
    """
    held = {field.name: getattr(facts, field.name) for field in fields(facts)}
    reasons = tuple(name for name, holds in held.items() if holds is False)
    if None in held.values():
        reasons += (INSURER_AWAY,)
    if not at_once:
        return Decision(Status.PENDING_REVIEW, (*reasons, "office_reviews_all"))
    return Decision(Status.PENDING_REVIEW if reasons else Status.APPROVED, reasons)


def may_undo(decided: Status, before: Status, age: timedelta) -> bool:
    """May a decision of this age be taken back to what was before it?"""
    return before in UNDONE.get(decided, ()) and age <= UNDO


def may_move(current: Status, target: Status) -> bool:
    """May a registration in `current` become `target`?"""
    return target in MOVES[current]
