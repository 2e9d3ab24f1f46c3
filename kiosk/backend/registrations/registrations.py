"""Takes registrations, in clear or out of an envelope, and has those that come together cross together.

A registration is checked by itself; then it boards a `Ferry`, which crosses with all that have gathered: one
question to the insurer, one transaction (`Reception`) with each one's row, event, audit line and record of
its answer. It is answered when that transaction is durable. Should a crossing fail for the sake of one, each
crosses alone; should the database be away, all are told so, and nothing was written.
"""

from collections.abc import Sequence

from kiosk.backend import metrics
from kiosk.backend.access.callers import Kiosk
from kiosk.backend.cards.issuing import Issuer
from kiosk.backend.clock import Clock
from kiosk.backend.declined import Declined
from kiosk.backend.insurer.port import Insurer
from kiosk.backend.keys.signing import Signer
from kiosk.backend.phone_codes import verified_code
from kiosk.backend.policy import Policy
from kiosk.backend.registrations.reception import Arrival, Reception
from kiosk.backend.storage.group_commit import Ferry
from kiosk.backend.storage.idempotency import Answer, Request
from kiosk.backend.storage.store import Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.registrations import REGISTRATIONS, RegistrationBody
from kiosk.domain.dates import PartialDate
from kiosk.domain.problems import Invalid
from kiosk.domain.registration.draft import Purpose

_SEATS = 100


class Registrations:
    """Registers people."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        insurer: Insurer,
        signer: Signer,
        issuer: Issuer,
        policy: Policy,
        now: Clock,
    ) -> None:
        self._store = store
        self._vault = vault
        self._insurer = insurer
        self._signer = signer
        self._reception = Reception(vault, signer, issuer, policy)
        self._now = now
        self._ferry: Ferry[Arrival, Answer] = Ferry(self._cross, seats=_SEATS)

    async def register(self, kiosk: Kiosk, key: str, body: RegistrationBody) -> Answer:
        """Register, at once or for an officer to decide. Nothing that an officer could settle is refused."""
        return await self._ferry.take(self.arrival(kiosk, key, body))

    async def register_all(self, arrivals: Sequence[Arrival]) -> list[Answer | Exception]:
        """Register several at once, each with an answer or an error of its own."""
        return await self._ferry.take_all(arrivals)

    def arrival(self, kiosk: Kiosk, key: str, body: RegistrationBody) -> Arrival:
        """Make a registration ready to be received. Raises `Declined` for what no officer could settle."""
        _check(body)
        number = body.participant.citizen_id
        return Arrival(
            kiosk=kiosk,
            request=Request(key, REGISTRATIONS, body),
            body=body,
            proved=verified_code.read(self._signer, body.phone_proof, number),
            person=self._vault.person(number),
            phone=self._vault.phone(body.phone) if body.phone else None,
            at=self._now(),
        )

    async def _cross(self, arrivals: Sequence[Arrival]) -> list[Answer | Exception]:
        numbers = {arrival.body.participant.citizen_id for arrival in arrivals}
        register = await self._insurer.find_many(numbers)
        now = self._now()
        received = await self._store.write(
            lambda connection: self._reception.receive(connection, arrivals, register, now)
        )
        for status in received.new:
            metrics.registered(status)
        return received.answers


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
