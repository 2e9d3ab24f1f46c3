"""Registers people: checks each registration, and has those that came together written in one transaction.

A registration is checked by itself; then it waits for the next group commit: one question to the insurer, one
`RegistrationTransaction` with each one's row, event, audit line and record of its answer. It is answered when
that transaction is durable. Should a transaction fail for the sake of one, each gets one of its own;
should the database be away, all callers are told so, and nothing was written.
"""

from collections.abc import Sequence

from kiosk.backend import metrics
from kiosk.backend.access.callers import Kiosk
from kiosk.backend.cards.issuing import CardIssuer
from kiosk.backend.clock import Clock
from kiosk.backend.declined import Declined
from kiosk.backend.insurer.port import Insurer
from kiosk.backend.keys.signing import Signer
from kiosk.backend.phone_codes import verified_code
from kiosk.backend.policy import Policy
from kiosk.backend.registrations.registration_rows import CheckedRegistration
from kiosk.backend.registrations.registration_transaction import RegistrationTransaction
from kiosk.backend.storage.group_commit import GroupCommit
from kiosk.backend.storage.idempotency import Answer, Request
from kiosk.backend.storage.store import Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.registrations import REGISTRATIONS, RegistrationBody
from kiosk.domain.dates import PartialDate
from kiosk.domain.problems import Invalid
from kiosk.domain.registration.draft import Purpose

_BATCH = 100
"""Registrations in one transaction at most."""


class RegistrationService:
    """Registers people, in clear or out of an envelope."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        insurer: Insurer,
        signer: Signer,
        issuer: CardIssuer,
        policy: Policy,
        now: Clock,
    ) -> None:
        self._store = store
        self._vault = vault
        self._insurer = insurer
        self._signer = signer
        self._transaction = RegistrationTransaction(vault, signer, issuer, policy)
        self._now = now
        self._group_commit: GroupCommit[CheckedRegistration, Answer] = GroupCommit(
            self._commit, batch_size=_BATCH
        )

    async def register(self, kiosk: Kiosk, key: str, body: RegistrationBody) -> Answer:
        """Register, at once or for an officer to decide. Nothing that an officer could settle is refused."""
        return await self._group_commit.submit(self.check(kiosk, key, body))

    async def register_all(self, registrations: Sequence[CheckedRegistration]) -> list[Answer | Exception]:
        """Register several at once, each with an answer or an error of its own."""
        return await self._group_commit.submit_all(registrations)

    def check(self, kiosk: Kiosk, key: str, body: RegistrationBody) -> CheckedRegistration:
        """Make a registration ready to be written. Raises `Declined` for what no officer could settle."""
        _check(body)
        number = body.participant.citizen_id
        return CheckedRegistration(
            kiosk=kiosk,
            request=Request(key, REGISTRATIONS, body),
            body=body,
            verified=verified_code.read(self._signer, body.phone_proof, number),
            person=self._vault.person(number),
            phone=self._vault.phone(body.phone) if body.phone else None,
            at=self._now(),
        )

    async def _commit(self, batch: Sequence[CheckedRegistration]) -> list[Answer | Exception]:
        numbers = {registration.body.participant.citizen_id for registration in batch}
        register = await self._insurer.find_many(numbers)
        now = self._now()
        written = await self._store.write(
            lambda connection: self._transaction.write(connection, batch, register, now)
        )
        for status in written.new:
            metrics.registered(status)
        return written.answers


def _check(body: RegistrationBody) -> None:
    """Decline only what no officer could settle: a date that no calendar has, or no consent."""
    problems: list[str] = []
    births = [body.participant.birth] + ([body.helper.birth] if body.helper else [])
    for birth in births:
        try:
            PartialDate.from_iso(birth)
        except Invalid as invalid:
            problems += invalid.keys
    granted = {consent.purpose for consent in body.consents if consent.granted}
    needed = (Purpose.REGISTRATION, *([Purpose.DECLARATION] if body.helper else []))
    problems += [f"consent.{purpose}_missing" for purpose in needed if purpose not in granted]
    if problems:
        raise Declined("invalid_body", fields=list(dict.fromkeys(problems)))
