"""The background job that reminds of a card's end, 30 and 10 days before, whoever agreed to be told.

Each card and mark is settled once, sent or not, so that a run reads only what is new. At the end of a year
most cards end together: about `PER_DAY` messages are spread over a day, which leaves codes their room.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from kiosk.backend.cards.issuing import kept_card
from kiosk.backend.clock import Clock
from kiosk.backend.messages import message_queue
from kiosk.backend.messages.message_queue import MessageRequest
from kiosk.backend.messages.sms_setup import SmsSetup
from kiosk.backend.notices.notice import LIFE, NoticeOffice, by_day, has_agreed
from kiosk.backend.phone_codes import account_phones
from kiosk.backend.registrations import encrypted_form
from kiosk.backend.storage.schema import cards, registrations
from kiosk.backend.storage.store import Row, Store
from kiosk.backend.storage.vault import Vault
from kiosk.domain import names
from kiosk.domain.registration.eligibility import Status

KIND = "reminder"
MARKS = (10, 30)
"""Days before a card's end, the nearest first."""
PER_DAY = 480
_RUN = PER_DAY // 24
_EVERY = 1800.0
"""Seconds between two runs; between 8 and 20 o'clock there are 24."""
_c, _r = cards.c, registrations.c
_log = logging.getLogger(__name__)


async def a_while() -> None:
    """Wait until the next run."""
    await asyncio.sleep(_EVERY)


@dataclass(frozen=True)
class _Due:
    """A card that ends soon, and the mark that it has passed."""

    card: Row
    mark: int


class CardReminders:
    """Reminds, in one process at a time, and by day only."""

    def __init__(
        self, store: Store, vault: Vault, office: NoticeOffice, now: Clock, *, can_send: bool
    ) -> None:
        self._store = store
        self._vault = vault
        self._office = office
        self._now = now
        self._can_send = can_send

    @classmethod
    def by(cls, sms: SmsSetup, store: Store, vault: Vault, now: Clock) -> "CardReminders":
        """Remind through the ward's own providers, if there are any."""
        office = NoticeOffice(sms.office, sms.hotline)
        return cls(store, vault, office, now, can_send=sms.reaches_phones)

    async def run(self, pause: Callable[[], Awaitable[None]] = a_while) -> None:
        """Remind for as long as the backend runs, whatever becomes of the database meanwhile."""
        while self._can_send:
            try:
                async with self._store.alone("card_reminders") as is_alone:
                    if is_alone:
                        await self.remind()
            except SQLAlchemyError as error:
                _log.warning("card_reminders_failed", exc_info=error)
            await pause()

    async def remind(self) -> int:
        """Remind those who are due now; return how many messages were queued. At night, none."""
        now = self._now()
        if not self._can_send or by_day(now) != now:
            return 0
        count = 0
        for mark in MARKS:
            while count < _RUN:
                due = await self._store.read(partial(self._next, mark=mark, now=now))
                if not due:
                    break
                count += await self._store.write(partial(self._settle, due=due, now=now))
        return count

    def _next(self, connection: sa.Connection, *, mark: int, now: datetime) -> Sequence[_Due]:
        """The next cards that have passed this mark and have not been settled for it."""
        is_open = sa.or_(_c.reminded.is_(None), _c.reminded > mark)
        query = (
            sa.select(_c.id, _c.person, _c.code, _c.sealed, _c.issued_at, _c.expires_at)
            .where(_c.expires_at > now, _c.expires_at <= now + timedelta(days=mark))
            .where(_c.revoked_at.is_(None), is_open)
            .order_by(_c.expires_at, _c.id)
            .limit(_RUN)
        )
        return [_Due(row, mark) for row in connection.execute(query)]

    def _settle(self, connection: sa.Connection, *, due: Sequence[_Due], now: datetime) -> int:
        count = sum(self._put(connection, each, now) for each in due)
        settled = sa.update(cards).where(_c.id.in_([each.card.id for each in due]))
        connection.execute(settled.values(reminded=due[0].mark))
        return count

    def _put(self, connection: sa.Connection, due: _Due, now: datetime) -> bool:
        """Queue the reminder; False for a card that has no end, that another follows, or that came later."""
        card = kept_card(self._vault, due.card.sealed)
        came_after = due.card.issued_at > due.card.expires_at - timedelta(days=due.mark)
        if card.valid_to is None or came_after or self._is_followed(connection, due.card):
            return False
        phone = self._phone(connection, due.card.person)
        if phone is None:
            return False
        initials = names.initials(card.full_name)[:20]
        request = MessageRequest(
            kind=KIND,
            phone=phone,
            words=self._office.write(KIND, initials=initials, day=f"{card.valid_to:%d/%m/%Y}"),
            expires_at=now + LIFE,
            once_key=f"{KIND} {due.card.code} {due.mark}",
        )
        return message_queue.put(connection, self._vault, request, now) is not None

    def _is_followed(self, connection: sa.Connection, card: Row) -> bool:
        later = sa.and_(_c.person == card.person, _c.revoked_at.is_(None), _c.expires_at > card.expires_at)
        newer = sa.and_(_c.person == card.person, _c.revoked_at.is_(None), _c.id > card.id)
        return connection.execute(sa.select(_c.id).where(sa.or_(later, newer))).first() is not None

    def _phone(self, connection: sa.Connection, person: bytes) -> str | None:
        """A phone of the person's account, the one of their registration first, if they agreed to be told."""
        account = sa.and_(_r.person == person, _r.status == Status.APPROVED)
        row = connection.execute(sa.select(registrations).where(account)).first()
        sent = encrypted_form.decrypt(self._vault, row) if row is not None else None
        if sent is None or not has_agreed(sent):
            return None
        phones = [each.content.phone for each in account_phones.current(connection, self._vault, person)]
        return sent.phone if sent.phone in phones else next(iter(phones), None)
