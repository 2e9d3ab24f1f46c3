"""Half-filled forms that wait for their person: bodies and paths, and the two halves of a pick-up code.

The code itself never leaves the kiosk, so that neither the backend nor a thief of its database can read a
form.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Self

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from pydantic import Field

from kiosk.contract.fields import PREFIX, Body

PICK_UPS = f"{PREFIX}/pick-ups"
FORM_CLAIM = "form"
"""Where the signed text has the form's id, as bytes."""
LARGEST = 12_000
"""Bytes of an encrypted form; one with every answer at its longest has 8,000."""

FormId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]

_BASE64 = r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
_SALT = b"ward kiosk pick-up v1"
_ID_BYTES, _KEY_BYTES = 16, 32


@dataclass(frozen=True)
class PickUpKeys:
    """What follows from a pick-up code; neither half tells the code or the other half."""

    form_id: str
    """What the form is found by: 32 hexadecimal digits."""
    key: bytes
    """What opens it, 256 bits."""

    @classmethod
    def of(cls, code: str) -> Self:
        """Derive both from the code's twelve characters. It takes a tenth of a second and 64 MiB.

        Parameters are the second recommendation of RFC 9106 in one lane. The salt is the same for all, since
        the form is found by what is derived: the code's own 55 bits make up for it. An attacker who has a
        form and tries a million codes a second needs a thousand years.
        """
        argon = Argon2id(
            salt=_SALT, length=_ID_BYTES + _KEY_BYTES, iterations=3, lanes=1, memory_cost=64 * 1024
        )
        derived = argon.derive(code.encode())
        return cls(derived[:_ID_BYTES].hex(), derived[_ID_BYTES:])


class PickUpBody(Body):
    """Keep a form, in place of what is kept under the same id. `sealed`: encrypted, in base64."""

    form_id: FormId
    sealed: Annotated[str, Field(min_length=4, max_length=LARGEST * 4 // 3, pattern=_BASE64)]


class PickUpReceipt(Body):
    """It is kept until `expires_at`. `signed` says so, for the slip's QR (COSE_Sign1 in base45)."""

    signed: str
    expires_at: datetime


class PickUpAnswer(Body):
    """A form as the kiosk encrypted it."""

    sealed: Annotated[str, Field(pattern=_BASE64)]
