"""Signs officers in and out."""

import sqlalchemy as sa

from kiosk.backend.access import lockout, officers, sessions
from kiosk.backend.access.passwords import PasswordCheck, Passwords
from kiosk.backend.access.sessions import OfficerCaller, SessionLifetime
from kiosk.backend.audit import trail
from kiosk.backend.clock import Clock
from kiosk.backend.declined import Declined
from kiosk.backend.storage.idempotency import Answer, Request, once
from kiosk.backend.storage.store import Row, Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.sessions import SIGN_IN, SIGN_OUT, EmptyBody, SessionAnswer, SessionOfficer, SignInBody

_A_STRANGER = "anonymous"


class SignIn:
    """Begins and ends sessions. Known and unknown logins get the same answer for the same work."""

    def __init__(
        self, store: Store, vault: Vault, passwords: Passwords, life: SessionLifetime, now: Clock
    ) -> None:
        self._store = store
        self._vault = vault
        self._passwords = passwords
        self._life = life
        self._now = now

    async def begin(self, key: str, body: SignInBody) -> Answer:
        """Open a session. `Declined`: `sign_in_refused`, `sign_in_locked`, `busy`."""
        lock = self._vault.login(body.login)
        kept = await self._store.read(lambda connection: self._kept_hash(connection, body.login, lock))
        verified = await self._passwords.verify(body.password, kept)

        def work(connection: sa.Connection) -> Answer:
            self._check_lock(connection, lock)
            account = officers.find(connection, body.login)
            if account is None or account.disabled_at is not None or account.password_hash != kept:
                return self._refuse(connection, lock, _A_STRANGER if account is None else body.login)
            if not verified.is_right:
                return self._refuse(connection, lock, body.login)
            lockout.forget(connection, lock)
            return self._open(connection, account, verified)

        return await once(self._store, Request(key, SIGN_IN, body), self._now(), work)

    async def end(self, officer: OfficerCaller, key: str) -> Answer:
        """Close the session that asks."""
        now = self._now()

        def work(connection: sa.Connection) -> Answer:
            sessions.end(connection, officer, now)
            trail.add(connection, now, actor=officer.actor, action="signed_out")
            return Answer.of(EmptyBody())

        return await once(self._store, Request(key, SIGN_OUT, EmptyBody()), now, work)

    def _kept_hash(self, connection: sa.Connection, login: str, lock: bytes) -> str | None:
        """The hash to verify against; a login that rests is not verified at all, known or not."""
        self._check_lock(connection, lock)
        account = officers.find(connection, login)
        return None if account is None else str(account.password_hash)

    def _check_lock(self, connection: sa.Connection, lock: bytes) -> None:
        rest = lockout.left(connection, lock, self._now())
        if rest:
            raise Declined("sign_in_locked", retry_after=int(rest.total_seconds()) + 1)

    def _refuse(self, connection: sa.Connection, lock: bytes, subject: str) -> Answer:
        """Count the failure, write it down without what was typed, and say no."""
        now = self._now()
        action = "sign_in_locked" if lockout.fail(connection, lock, now) else "sign_in_refused"
        trail.add(connection, now, actor=_A_STRANGER, action=action, subject=subject)
        raise Declined("sign_in_refused")

    def _open(self, connection: sa.Connection, account: Row, verified: PasswordCheck) -> Answer:
        now = self._now()
        if verified.renewed:
            officers.keep_password(connection, account.id, verified.renewed)
        token = sessions.begin(connection, account.id, now)
        trail.add(connection, now, actor=sessions.actor(account.login), action="signed_in")
        answer = SessionAnswer(
            token=token,
            officer=SessionOfficer(
                login=account.login,
                full_name=account.full_name,
                role=account.role,
                office_code=account.office_code,
                offices=list(sessions.officer_of(account).offices),
            ),
            idle_seconds=int(self._life.idle.total_seconds()),
            ends_at=now + self._life.whole,
        )
        return Answer.of(answer, 201)
