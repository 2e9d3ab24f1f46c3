"""Who asks about their data, and whether a phone or an officer vouches for them."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from kiosk.backend.access import authorization_request
from kiosk.backend.access.callers import Kiosk
from kiosk.backend.declined import Declined
from kiosk.backend.insurer.port import Insured, Insurer, InsurerAway
from kiosk.backend.keys.signing import Signer
from kiosk.backend.phone_codes import account_phones, verified_code
from kiosk.backend.policy import Policy
from kiosk.backend.storage.vault import Vault
from kiosk.contract.rights import KeptDataRequest
from kiosk.domain.dates import PartialDate
from kiosk.domain.problems import Invalid


@dataclass(frozen=True)
class Asker:
    """Whoever asks, as far as the register knows them. `person` is their number's hash."""

    request: KeptDataRequest
    citizen_id: str
    person: bytes
    insured: Insured | None
    is_called_so: bool
    """Name and birth agree with the register, where it knows the number."""


async def find(insurer: Insurer, vault: Vault, request: KeptDataRequest) -> Asker:
    """Look the person up. Without a phone's proof the register may be away: an officer sees the person."""
    try:
        birth = PartialDate.from_iso(request.birth)
    except Invalid as invalid:
        raise Declined("invalid_body", fields=invalid.keys) from invalid
    try:
        insured = await insurer.find(request.citizen_id)
    except InsurerAway:
        if request.phone_proof:
            raise
        insured = None
    number = insured.citizen_id if insured else request.citizen_id
    is_called_so = insured is None or insured.is_called(request.full_name, birth)
    return Asker(request, number, vault.person(number), insured, is_called_so)


class SecondFactor:
    """Tells whether the asker is vouched for: by a phone of theirs, or by an officer at this kiosk."""

    def __init__(self, vault: Vault, signer: Signer, policy: Policy) -> None:
        self._vault = vault
        self._signer = signer
        self._policy = policy

    def holds(self, connection: sa.Connection, kiosk: Kiosk, asker: Asker, now: datetime) -> bool:
        """Is it sure who asks? Raises `Declined` (`proof_invalid`) for a proof that is stale or another's."""
        request = asker.request
        verified = verified_code.read(self._signer, request.phone_proof, request.citizen_id)
        if request.phone_proof and (verified is None or verified.expires_at < now):
            raise Declined("proof_invalid")
        since = now - self._policy.after_approval
        call = authorization_request.authorised(connection, self._vault, request.call_id, kiosk.id, since)
        is_seen = call is not None and (call.citizen_id, call.record) == (request.citizen_id, "rights")
        is_theirs = verified is not None and (
            (asker.insured is not None and verified.phone == asker.insured.phone)
            or account_phones.opens(connection, self._vault, asker.person, verified.phone)
        )
        return asker.is_called_so and (is_seen or is_theirs)
