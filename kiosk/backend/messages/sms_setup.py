"""Which providers carry messages, and under which sender's name: what `[sms]` says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from kiosk.backend.messages import provider_status
from kiosk.backend.messages.sms import Sms


@dataclass(frozen=True)
class SmsSetup:
    """The providers in the order in which they are tried; none: no messages are sent."""

    providers: Sequence[Sms] = ()
    sender: str = ""
    """The sender's name or number that the citizen will see; "" where it is not known."""

    @property
    def is_simulated(self) -> bool:
        """Do the words of a message go back to the kiosk's screen?"""
        return any(provider.is_simulated for provider in self.providers)

    @property
    def names(self) -> Sequence[str]:
        """The providers' names, in their order."""
        return [provider.name for provider in self.providers]

    def can_send(self, connection: sa.Connection, now: datetime) -> bool:
        """Is there a provider that takes messages now?"""
        if self.is_simulated or not self.providers:
            return bool(self.providers)
        return any(status.takes(now) for status in provider_status.read(connection, self.names))
