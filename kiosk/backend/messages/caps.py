"""Caps: how many messages a number, a kiosk and a day may cost, and to which countries any are sent at all.

Numbers abroad that charge the sender were the way in which other services were made to pay (SMS pumping).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from kiosk.backend.declined import Declined
from kiosk.backend.storage import ids
from kiosk.backend.storage.schema import messages
from kiosk.backend.storage.vault import Vault

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_m = messages.c


@dataclass(frozen=True)
class Caps:
    """How many messages may go; `[sms]` sets them."""

    per_number_hour: int = 10
    per_number_day: int = 20
    per_day: int = 2000
    """To all numbers together, in any 24 hours."""
    countries: Sequence[str] = ("+84",)
    """How a number must begin."""

    def serves(self, phone: str) -> bool:
        """Is this number (E.164) in a country to which messages are sent?"""
        return phone.startswith(tuple(self.countries))

    def check_number(self, connection: sa.Connection, vault: Vault, phone: str, now: datetime) -> None:
        """Decline what would be one too many for `phone`, and say when there is room again."""
        sent = sa.select(_m.queued_at).where(_m.phone == vault.phone(phone), _m.queued_at > now - _DAY)
        newest_first = connection.scalars(sent.order_by(_m.queued_at.desc())).all()
        spans = ((self.per_number_hour, _HOUR), (self.per_number_day, _DAY))
        waits = [
            newest_first[most - 1] + span - now if most else span
            for most, span in spans
            if sum(at > now - span for at in newest_first) >= most
        ]
        if waits:
            raise Declined("codes_too_many", retry_after=int(max(waits).total_seconds()) + 1)

    def allows(self, connection: sa.Connection, vault: Vault, phone: str, now: datetime) -> bool:
        """May one more message go to `phone`?"""
        try:
            self.check_number(connection, vault, phone, now)
        except Declined:
            return False
        return self.serves(phone)

    def check_day(self, connection: sa.Connection, now: datetime) -> None:
        """Decline what would be one too many for the day."""
        if self.is_day_spent(connection, now):
            raise Declined("sms_day_spent", retry_after=int(_HOUR.total_seconds()))

    def is_day_spent(self, connection: sa.Connection, now: datetime) -> bool:
        """Has as much been queued in the last 24 hours as may be? Reads no more rows than that."""
        of_day = sa.select(_m.id).where(_m.id >= ids.first_id(now - _DAY), _m.id < ids.first_id(now))
        return connection.execute(of_day.offset(max(self.per_day, 1) - 1).limit(1)).first() is not None
