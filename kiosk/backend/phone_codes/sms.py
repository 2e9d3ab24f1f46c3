"""Messages to phones: the port, and the demo's simulator."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Message:
    """Words for one phone (E.164)."""

    phone: str
    words: str


class Sms(Protocol):
    """What carries messages to phones."""

    @property
    def is_simulated(self) -> bool:
        """Does the message go back to the kiosk's screen instead of to a phone?"""

    async def send(self, message: Message) -> None:
        """Hand one message over. Called after the kiosk was answered, so that its length tells nothing."""


class SmsSimulator:
    """The demo's: the words come back in the answer and go nowhere else."""

    is_simulated = True

    async def send(self, message: Message) -> None:
        """Send nothing."""
