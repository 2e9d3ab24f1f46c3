"""What is signed of a registration that was received: for the kiosk that sent it, and for paper."""

from datetime import datetime

from kiosk.backend.keys.signing import Signer
from kiosk.domain.registration.eligibility import Status

KEY = "key"
"""The claim that only the sender's receipt bears; what opens a card asks for it."""
HOLDER = "holder"
"""The claim of the slip that was printed when it was sent: its holder may answer what an officer asks for. A
copy for a typed code lacks it, since twelve characters that were read over a shoulder open nothing."""


def for_sender(signer: Signer, code: str, status: Status, at: datetime, key_digest: str) -> str:
    """Return the receipt against which a kiosk lets go of what it has kept."""
    return signer.sign({**_claims(code, status, at), KEY: key_digest})


def for_paper(signer: Signer, code: str, status: Status, at: datetime) -> str:
    """Return the receipt that the sender's slip carries: it proves what it says, and opens no data."""
    return signer.sign({**_claims(code, status, at), HOLDER: True})


def for_copy(signer: Signer, code: str, status: Status, at: datetime) -> str:
    """Return the receipt for a slip that is printed for who asks by the code: it proves what it says."""
    return signer.sign(_claims(code, status, at))


def _claims(code: str, status: Status, at: datetime) -> dict[str, object]:
    return {"typ": "receipt", "code": code, "status": str(status), "iat": int(at.timestamp())}
