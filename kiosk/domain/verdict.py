"""Is a card, a receipt or a pick-up code genuine: what is found, and what the text says of itself.

Pure: the caller, who has the keys, checks the signature and hands over the claims.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from kiosk.domain.scans import card_codes


class Finding(StrEnum):
    """How it ended."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNKNOWN_KEY = "unknown_key"
    DAMAGED = "damaged"
    NOT_OURS = "not_ours"


class Kind(StrEnum):
    """What it is; the value stands in the signed text as `typ`."""

    CARD = "card"
    RECEIPT = "receipt"
    PICK_UP = "pick_up"
    UNKNOWN = "unknown"


_KINDS: Mapping[object, Kind] = {kind.value: kind for kind in Kind if kind is not Kind.UNKNOWN}


class Reason(StrEnum):
    """Why, where the finding alone does not say it."""

    SWAPPED = "swapped"
    """The slip's readable code is another than the signed one."""
    UNSIGNED = "unsigned"
    """A code without a signature: only the backend can look it up."""


@dataclass(frozen=True)
class Verdict:
    """What was found. What the text says of itself is there only if a known key signed it."""

    finding: Finding
    kind: Kind = Kind.UNKNOWN
    why: Reason | None = None
    code: str | None = None
    """A receipt's or a pick-up code's twelve characters."""
    number: str | None = None
    """A card's number."""
    full_name: str | None = None
    birth: str | None = None
    status: str | None = None
    """What a registration was when the receipt was signed."""
    issued_at: datetime | None = None
    expires_at: datetime | None = None

    @property
    def reason(self) -> str:
        """The key of the words for it."""
        return str(self.why or self.finding)


@dataclass(frozen=True)
class Presented:
    """A text taken apart: the code that a person can read, and the signed part."""

    code: str | None
    signed: str | None
    kind: Kind = Kind.RECEIPT
    """What a code without a signature would be."""


def present(text: str, today: date) -> Presented | None:
    """Take a slip's QR, a card's proof or a typed code apart; None for a slip that is broken."""
    scan = card_codes.parse(text, today)
    if isinstance(scan, card_codes.ReceiptSlip):
        return Presented(scan.receipt_code, scan.signed)
    if isinstance(scan, card_codes.PickUpSlip):
        return Presented(scan.code, scan.signed, Kind.PICK_UP)
    if isinstance(scan, card_codes.Unknown) and scan.problem.key == "code.damaged":
        return None
    return Presented(None, text.strip(" \r\n\t\0").upper())


def judge(claims: Mapping[str, object], presented: Presented, now: datetime, *, is_revoked: bool) -> Verdict:
    """Judge claims whose signature holds."""
    kind = _KINDS.get(claims.get("typ"))
    if kind is None:
        return Verdict(Finding.NOT_OURS)  # a phone's proof, say, which is nothing to show
    code, expires = _text(claims, "code"), _moment(claims, "exp")
    if presented.code is not None and presented.code != code:
        return Verdict(Finding.DAMAGED, why=Reason.SWAPPED)
    finding = Finding.VALID
    if is_revoked:
        finding = Finding.REVOKED
    elif expires is not None and expires <= now:
        finding = Finding.EXPIRED
    return Verdict(
        finding,
        kind,
        code=code,
        number=_text(claims, "num"),
        full_name=_text(claims, "name"),
        birth=_text(claims, "birth"),
        status=_text(claims, "status"),
        issued_at=_moment(claims, "iat"),
        expires_at=expires,
    )


def _text(claims: Mapping[str, object], name: str) -> str | None:
    value = claims.get(name)
    return value if isinstance(value, str) else None


def _moment(claims: Mapping[str, object], name: str) -> datetime | None:
    value = claims.get(name)
    return datetime.fromtimestamp(value, UTC) if isinstance(value, int) else None
