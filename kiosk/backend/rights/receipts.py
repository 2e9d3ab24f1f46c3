"""The receipt of a rights request, signed like a registration's."""

from typing import Any

from kiosk.backend.keys.signing import Signer
from kiosk.domain.registration.rights import RequestState, Right
from kiosk.ports.kept_data import RightsReceipt


def receipt(signer: Signer, row: Any) -> RightsReceipt:
    """Sign what a request's row says; `typ` is `rights`, and it names nobody."""
    claims = {
        "typ": "rights",
        "code": row.code,
        "right": row.kind,
        "status": row.state,
        "due": row.due_on.isoformat(),
        "iat": int(row.asked_at.timestamp()),
    }
    return RightsReceipt(
        code=row.code,
        right=Right(row.kind),
        state=RequestState(row.state),
        asked_at=row.asked_at,
        due_on=row.due_on,
        receipt=signer.sign(claims),
    )
