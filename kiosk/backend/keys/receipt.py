"""What is signed of a registration that was received: for the kiosk that sent it, and for paper."""

from datetime import datetime

from kiosk.backend.keys.signing import Signer
from kiosk.domain.registration.eligibility import Status

KEY = "key"
"""The claim that only the sender's receipt bears; what opens a card asks for it."""


def for_sender(signer: Signer, code: str, status: Status, at: datetime, key_digest: str) -> str:
    """Return the receipt against which a kiosk lets go of what it has kept."""
    return signer.sign({**_claims(code, status, at), KEY: key_digest})


def for_paper(signer: Signer, code: str, status: Status, at: datetime) -> str:
    """Return the receipt that a slip carries in a QR: it proves what it says, and opens nothing."""
    return signer.sign(_claims(code, status, at))


def _claims(code: str, status: Status, at: datetime) -> dict[str, object]:
    return {"typ": "receipt", "code": code, "status": str(status), "iat": int(at.timestamp())}
