"""Look-ups: a person's contributions, against a second factor; an employer's payments, which are public."""

import asyncio

import sqlalchemy as sa

from kiosk.backend.access import authorization_request
from kiosk.backend.access.callers import Kiosk
from kiosk.backend.audit import trail
from kiosk.backend.clock import Clock
from kiosk.backend.declined import Declined
from kiosk.backend.insurer.port import Insurer
from kiosk.backend.keys.signing import Signer
from kiosk.backend.phone_codes import account_phones, verified_code
from kiosk.backend.policy import Policy
from kiosk.backend.storage.idempotency import Answer, Request, once
from kiosk.backend.storage.store import Store
from kiosk.backend.storage.vault import Vault
from kiosk.contract.lookups import (
    CONTRIBUTIONS,
    ContributionsAnswer,
    ContributionsRequest,
    EmployerBody,
    EmployersAnswer,
    PeriodBody,
)
from kiosk.domain.contributions import Employer, Fund, History
from kiosk.domain.dates import PartialDate
from kiosk.domain.problems import Invalid
from kiosk.ports.lookups import MOST_EMPLOYERS


class ContributionLookup:
    """Answers from the insurer; nothing of it is kept here but that it was shown."""

    def __init__(
        self, store: Store, vault: Vault, insurer: Insurer, signer: Signer, policy: Policy, now: Clock
    ) -> None:
        self._store = store
        self._vault = vault
        self._insurer = insurer
        self._signer = signer
        self._policy = policy
        self._now = now

    async def show(self, kiosk: Kiosk, key: str, request: ContributionsRequest) -> Answer:
        """Return a person's history; an account is not needed for it.

        The second factor is a proof of the phone on record, or the call in which an officer who sees the
        person let them see it. A stranger gets the same refusal as everyone, after the same questions.
        """
        now, birth = self._now(), _birth(request)
        verified = verified_code.read(self._signer, request.phone_proof, request.citizen_id)
        insured, history = await asyncio.gather(
            self._insurer.find(request.citizen_id), self._insurer.contributions(request.citizen_id)
        )

        def work(connection: sa.Connection) -> Answer:
            if request.phone_proof and (verified is None or verified.expires_at < now):
                raise Declined("proof_invalid")
            since = now - self._policy.after_approval
            authorised = authorization_request.authorised(
                connection, self._vault, request.call_id, kiosk.id, since
            )
            is_vouched_for = authorised is not None and (authorised.citizen_id, authorised.record) == (
                request.citizen_id,
                "contributions",
            )
            if insured is None or not insured.is_alive or not insured.is_called(request.full_name, birth):
                raise Declined("contributions_not_available")
            if not is_vouched_for and not account_phones.is_theirs(
                connection, self._vault, insured, verified
            ):
                raise Declined("contributions_not_available")
            trail.add(connection, now, actor=kiosk.actor, action="contributions_shown")
            return Answer.of(_answer(history, is_sample=self._insurer.is_sample))

        return await once(self._store, Request(key, CONTRIBUTIONS, request), now, work)

    async def employers(self, text: str) -> EmployersAnswer:
        """Return the employers that `text` may mean."""
        found, more = await self._insurer.employers(text, MOST_EMPLOYERS)
        return EmployersAnswer(
            employers=[_employer(each) for each in found], more=more, is_sample=self._insurer.is_sample
        )


def _answer(history: History, *, is_sample: bool) -> ContributionsAnswer:
    periods = [
        PeriodBody(
            first=period.first.iso,
            last=period.last.iso,
            employer=period.employer,
            funds=[fund for fund in Fund if fund in period.funds],
            is_late=period.is_late,
        )
        for period in history.periods
    ]
    return ContributionsAnswer(periods=periods, is_sample=is_sample)


def _employer(employer: Employer) -> EmployerBody:
    return EmployerBody(
        code=employer.code,
        name=employer.name,
        paid_until=employer.paid_until.iso,
        due_until=employer.due_until.iso,
    )


def _birth(request: ContributionsRequest) -> PartialDate:
    try:
        return PartialDate.from_iso(request.birth)
    except Invalid as invalid:
        raise Declined("invalid_body", fields=invalid.keys) from invalid
