"""Requests as kiosks send them, rendered beforehand to the byte."""

import hashlib
import json
from datetime import datetime

from kiosk.contract.fields import IDEMPOTENCY_HEADER
from kiosk.contract.registrations import REGISTRATIONS
from kiosk.domain.registration.draft import FORM_VERSION
from tests.load.people import person

OFFICE = "00000"
_ON_THE_CARD = ("citizen_id", "full_name", "birth", "sex", "address", "insurance_id")


def idempotency_key(run: str, number: int) -> str:
    """The key of person `number`'s registration in one run."""
    return hashlib.sha256(f"{run} {number}".encode()).hexdigest()[:32]


def body(number: int, at: datetime) -> bytes:
    """Somebody registers for themselves with their card, and without a phone."""
    known = person(number)
    return json.dumps(
        {
            "participant": {**{name: known[name] for name in _ON_THE_CARD}, "id_source": "card_qr"},
            "phone_owner": "none",
            "office_code": OFFICE,
            "consents": [{"purpose": "registration", "version": FORM_VERSION, "granted": True}],
            "form_version": FORM_VERSION,
            "captured_at": at.isoformat(),
        },
        ensure_ascii=False,
    ).encode()


def registration(run: str, number: int, bearer: str, at: datetime) -> bytes:
    """`POST /v1/registrations`."""
    return post(REGISTRATIONS, body(number, at), bearer, idempotency_key(run, number))


def post(path: str, content: bytes, bearer: str, key: str) -> bytes:
    """Any write."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: backend\r\nAuthorization: Bearer {bearer}\r\n"
        f"{IDEMPOTENCY_HEADER}: {key}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def get(path: str, bearer: str) -> bytes:
    """Any question."""
    return f"GET {path} HTTP/1.1\r\nHost: backend\r\nAuthorization: Bearer {bearer}\r\n\r\n".encode()
