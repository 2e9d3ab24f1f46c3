"""What stands in the way of messages to phones, as an officer is told it. The API carries these shapes."""

from dataclasses import dataclass
from typing import Literal

MessageTroubleKind = Literal[
    "number", "balance", "template", "credentials", "away", "low_balance", "undelivered", "day_spent"
]
"""A provider's failure; or an account that is nearly empty, messages that do not arrive, a day's cap."""


@dataclass(frozen=True)
class MessageTrouble:
    """One trouble. Its words are under `sms.trouble.<kind>` in assets/text."""

    kind: MessageTroubleKind
    provider: str = ""
    """Whose it is; "" where it is not one provider's."""
    balance: int | None = None
    """Đồng in the account, where that is the trouble."""
    stops: bool = True
    """Do no messages go out at all because of it and others?"""
