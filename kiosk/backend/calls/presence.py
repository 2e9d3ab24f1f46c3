"""An officer at a kiosk: by badge, or by login and PIN, they take over or allow what only they can.

Whatever was wrong gets one answer for the same work, and counts against the login and against the kiosk. A
badge alone is no try: 132 bits are not guessed.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from kiosk.backend.access import lockout, officers
from kiosk.backend.access.callers import Kiosk
from kiosk.backend.access.passwords import Passwords
from kiosk.backend.access.sessions import OfficerCaller, officer_of
from kiosk.backend.audit import trail
from kiosk.backend.calls.calls import answer_here
from kiosk.backend.casework.decisions import Decisions
from kiosk.backend.clock import Clock
from kiosk.backend.declined import Declined
from kiosk.backend.storage.idempotency import Answer, Request, once
from kiosk.backend.storage.store import Row, Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.calls import AuthorizationRequestBody
from kiosk.contract.presences import (
    PRESENCES,
    Approve,
    ByBadge,
    ByLogin,
    PresenceAnswer,
    PresenceBody,
    ShowRecord,
    TakeOver,
)

LASTS = timedelta(minutes=15)
"""As long as an officer may go on for a person before the kiosk asks again whether they are there."""
_DECIDE = ("officer", "supervisor")
_A_STRANGER = "anonymous"


class Presences:
    """Lets officers in at kiosks."""

    def __init__(
        self, store: Store, vault: Vault, passwords: Passwords, decisions: Decisions, now: Clock
    ) -> None:
        self._store = store
        self._vault = vault
        self._passwords = passwords
        self._decisions = decisions
        self._now = now

    async def begin(self, kiosk: Kiosk, key: str, body: PresenceBody) -> Answer:
        """Let an officer in.

        `Declined`: `presence_refused`, `sign_in_locked`, `not_permitted`, `busy`, and whatever an approval
        may be declined for.
        """
        shown = body.officer
        if shown.pin is None and not isinstance(body.request, TakeOver):
            raise Declined("invalid_body", fields=["pin.missing"])
        account = await self._store.read(lambda connection: self._look_up(connection, kiosk, shown))
        is_right = await self._is_right(shown, account)
        approve = await self._approval(kiosk, account, body) if is_right and account else None

        def work(connection: sa.Connection) -> Answer:
            unchanged = self._look_up(connection, kiosk, shown) == account
            if account is None or not (is_right and unchanged):
                return self._refuse(connection, kiosk, shown, account)
            for counted, _ in self._counted(kiosk, shown, account):
                lockout.forget(connection, counted)
            if approve is not None:
                approve(connection)
            return self._admit(connection, kiosk, _officer(account, kiosk), body)

        return await once(self._store, Request(key, PRESENCES, body), self._now(), work)

    def _look_up(self, connection: sa.Connection, kiosk: Kiosk, shown: ByBadge | ByLogin) -> Row | None:
        if isinstance(shown, ByLogin):
            account = officers.find(connection, shown.login)
        else:
            account = officers.find_by_badge(connection, shown.badge)
        rests = (
            lockout.left(connection, counted, self._now())
            for counted, _ in self._counted(kiosk, shown, account)
        )
        if rest := max(rests, default=timedelta()):
            raise Declined("sign_in_locked", retry_after=int(rest.total_seconds()) + 1)
        return account

    def _counted(
        self, kiosk: Kiosk, shown: ByBadge | ByLogin, account: Row | None
    ) -> list[tuple[bytes, int]]:
        """What a wrong PIN counts against, each with its free tries."""
        if shown.pin is None:
            return []
        login = shown.login if isinstance(shown, ByLogin) else account and account.login
        counted = [(self._vault.login(kiosk.actor), lockout.KIOSK_TRIES)]
        if login:
            counted.append((self._vault.login(lockout.at_kiosks(login)), lockout.FREE_TRIES))
        return counted

    async def _is_right(self, shown: ByBadge | ByLogin, account: Row | None) -> bool:
        is_open = account is not None and account.disabled_at is None
        if shown.pin is None:
            return is_open
        login = account.login if account else _A_STRANGER
        kept = account.pin_hash if account else None
        verified = await self._passwords.verify(self._vault.pin(login, shown.pin), kept)
        return is_open and verified.is_right

    async def _approval(
        self, kiosk: Kiosk, account: Row, body: PresenceBody
    ) -> Callable[[sa.Connection], object] | None:
        if not isinstance(body.request, Approve):
            return None
        return await self._decisions.at_kiosk(_officer(account, kiosk), kiosk, body.request.receipt_code)

    def _refuse(
        self, connection: sa.Connection, kiosk: Kiosk, shown: ByBadge | ByLogin, account: Row | None
    ) -> Answer:
        """Count the failure, write it down without what was shown, and say no."""
        now = self._now()
        rests = [
            lockout.fail(connection, counted, now, free)
            for counted, free in self._counted(kiosk, shown, account)
        ]
        trail.add(
            connection,
            now,
            actor=kiosk.actor,
            action="presence_locked" if any(rests) else "presence_refused",
            subject=account.login if account else _A_STRANGER,
        )
        raise Declined("presence_refused")

    def _admit(
        self, connection: sa.Connection, kiosk: Kiosk, officer: OfficerCaller, body: PresenceBody
    ) -> Answer:
        now, request = self._now(), body.request
        call_id = answer_here(connection, self._vault, kiosk, officer, now, _record(request))
        action = f"presence_{request.purpose}"
        trail.add(connection, now, actor=officer.actor, action=action, subject=kiosk.id.hex)
        return Answer.of(_answer(officer, now, call_id.hex if call_id else None), 201)


def _officer(account: Row, kiosk: Kiosk) -> OfficerCaller:
    """The officer of an account, if they decide, and for this kiosk's office. Raises `Declined`."""
    officer = officer_of(account)
    if officer.role not in _DECIDE or not officer.may_see(kiosk.office_code):
        raise Declined("not_permitted")
    return officer


def _record(request: TakeOver | ShowRecord | Approve) -> AuthorizationRequestBody | None:
    """Whose record they came to open, as a call for it would have named it."""
    if not isinstance(request, ShowRecord):
        return None
    return AuthorizationRequestBody(record=request.purpose, **request.model_dump(exclude={"purpose"}))


def _answer(officer: OfficerCaller, now: datetime, call_id: str | None) -> PresenceAnswer:
    return PresenceAnswer(full_name=officer.full_name, until=now + LASTS, call_id=call_id)
