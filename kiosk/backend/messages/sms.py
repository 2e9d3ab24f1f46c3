"""Messages to phones: the port that each provider implements, and the demo's simulator.

A provider may be asked several times to send a message, under the same id, which it knows again: its answer
"this one I have already" is an acceptance (docs of eSMS: RequestId).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

LONGEST_ID = 50
"""Characters that the id of a message may have (eSMS: RequestId)."""


@dataclass(frozen=True)
class Message:
    """Words for one phone."""

    id: str
    """Ours, of 50 characters at most; the same for every attempt at this message."""
    phone: str
    """E.164, "+84…"."""
    words: str


class Failure(StrEnum):
    """Why a message was not sent or did not arrive; each has words under `sms.failure`."""

    NUMBER = "number"
    """The phone's number is wrong, blocked or out of reach: only this message is concerned."""
    BALANCE = "balance"
    """The account with the provider, or the SIM, is empty."""
    TEMPLATE = "template"
    """Sender's name, words or template are not registered, or a word is banned."""
    CREDENTIALS = "credentials"
    """The provider does not take our key, password, address or PIN."""
    AWAY = "away"
    """No answer, or none that can be understood. The only failure that may pass by itself."""


class SendingFailed(Exception):  # noqa: N818 - "raise SendingFailed" is the sentence
    """The provider did not accept a message. Holds nothing personal: it may be logged."""

    def __init__(self, failure: Failure, *, may_have_been_sent: bool = False, detail: str = "") -> None:
        """`may_have_been_sent`: no answer came back, so the provider may have it.

        `detail`: the provider's own code, such as "103"; never a number or words of a message.
        """
        super().__init__(f"{failure} {detail}".strip())
        self.failure = failure
        self.may_have_been_sent = may_have_been_sent
        self.detail = detail


@dataclass(frozen=True)
class Accepted:
    """The provider has the message. That is not yet its delivery."""

    provider_id: str
    """What the provider calls it; "" where it does not say, as in some answers to a duplicate."""


class DeliveryState(StrEnum):
    """How far a message is that the provider has accepted."""

    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True)
class Delivery:
    """What the provider says of a message that it has accepted."""

    state: DeliveryState
    failure: Failure | None = None
    """Why, where the state is failed."""


class Sms(Protocol):
    """What carries messages to phones: one provider."""

    @property
    def name(self) -> str:
        """As `[sms] provider` names it, at most 20 characters."""

    @property
    def is_simulated(self) -> bool:
        """Does the message go back to the kiosk's screen instead of to a phone?"""

    @property
    def knows_duplicates(self) -> bool:
        """Does it recognise the id of a message that it has? If not, one in doubt must not be tried again."""

    async def send(self, message: Message) -> Accepted:
        """Hand one message over. Raises `SendingFailed`; a duplicate's answer is an acceptance."""

    async def delivery(self, message_id: str, provider_id: str) -> Delivery | None:
        """Ask how far a message is; None where the provider cannot say. Raises `SendingFailed`."""

    async def balance(self) -> int | None:
        """Return the account's đồng; None where the provider cannot say. Raises `SendingFailed`."""


class SmsSimulator:
    """The demo's: the words come back in the answer and go nowhere else."""

    name = "simulator"
    is_simulated = True
    knows_duplicates = True

    async def send(self, message: Message) -> Accepted:
        """Send nothing."""
        return Accepted("")

    async def delivery(self, message_id: str, provider_id: str) -> Delivery | None:
        """Know nothing."""
        return None

    async def balance(self) -> int | None:
        """Have no account."""
        return None
