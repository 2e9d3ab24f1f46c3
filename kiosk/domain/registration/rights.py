"""A person's rights over their data (docs/domain.md#consent-and-law), and how soon each is answered."""

from collections.abc import Mapping
from enum import StrEnum


class Right(StrEnum):
    """What a person may ask for."""

    VIEW = "view"
    """A copy of what is kept."""
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    """The consent: the account is closed, and what waits is no longer decided."""
    ERASE = "erase"
    ERASE_HELPER = "erase_helper"
    """Only what is kept of them as a helper."""
    REVOKE_CARD = "revoke_card"


class RequestState(StrEnum):
    """Where a request stands."""

    WAITING = "waiting"
    DONE = "done"
    DECLINED = "declined"


ACKNOWLEDGED_WITHIN = 2
"""Working days until a request is acknowledged; the receipt is handed over at once."""
DUE: Mapping[Right, int] = {
    Right.VIEW: 10,
    Right.CORRECT: 10,
    Right.WITHDRAW: 15,
    Right.REVOKE_CARD: 15,
    Right.ERASE: 20,
    Right.ERASE_HELPER: 20,
}
"""Working days until each must be done (Law 91/2025 Art. 4, Decree 356/2025 Art. 5)."""

AT_ONCE = frozenset({Right.WITHDRAW, Right.ERASE, Right.ERASE_HELPER, Right.REVOKE_CARD})
"""What the records do by themselves as soon as it is sure who asks; the rest waits for an officer."""
