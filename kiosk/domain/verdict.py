"""Is a card, a receipt or a pick-up code genuine: what is found, and what the text says of itself.

Pure: the signature is checked elsewhere (`trust.verification`), and the claims are handed over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from kiosk.domain.scans import card_codes


class Validity(StrEnum):
    """How it ended."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNKNOWN_KEY = "unknown_key"
    DAMAGED = "damaged"
    NOT_OURS = "not_ours"
    UNSIGNED = "unsigned"
    """It looks like ours, and bears nothing that could be checked here."""


class Kind(StrEnum):
    """What it is; the value stands in the signed text as `typ`."""

    CARD = "card"
    RECEIPT = "receipt"
    PICK_UP = "pick_up"
    INSURER = "insurer"
    """The insurer's own layout on a health-insurance card: nobody signs it as `typ`."""
    UNKNOWN = "unknown"


_KINDS: Mapping[object, Kind] = {kind.value: kind for kind in (Kind.CARD, Kind.RECEIPT, Kind.PICK_UP)}


class Reason(StrEnum):
    """Why, where the finding alone does not say it."""

    SWAPPED = "swapped"
    """The slip's readable code is another than the signed one."""
    UNSIGNED = "unsigned"
    """A code without a signature: only the backend can look it up."""
    INSURER = "insurer"
    """The insurer's own code: its check string is the insurer's secret (docs/domain.md#insurance-card)."""


@dataclass(frozen=True)
class Verdict:
    """What was found. What the text says of itself is there only if a known key signed it."""

    validity: Validity
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
        return str(self.why or self.validity)


@dataclass(frozen=True)
class CodeParts:
    """A text taken apart: the code that a person can read, and the signed part."""

    code: str | None
    signed: str | None
    kind: Kind = Kind.RECEIPT
    """What a code without a signature would be."""


def present(text: str, today: date) -> CodeParts | None:
    """Take a slip's QR, a card's proof or a typed code apart; None for a slip that is broken."""
    scan = card_codes.parse(text, today)
    if isinstance(scan, card_codes.ReceiptSlip):
        return CodeParts(scan.receipt_code, scan.signed)
    if isinstance(scan, card_codes.PickUpSlip):
        return CodeParts(scan.code, scan.signed, Kind.PICK_UP)
    if isinstance(scan, card_codes.Unknown) and scan.problem.key == "code.damaged":
        return None
    if isinstance(scan, card_codes.InsuranceCard):
        return CodeParts(None, None, Kind.INSURER)
    return CodeParts(None, text.strip(" \r\n\t\0").upper())


def judge(claims: Mapping[str, object], presented: CodeParts, now: datetime, *, is_revoked: bool) -> Verdict:
    """Judge claims whose signature holds."""
    kind = _KINDS.get(claims.get("typ"))
    if kind is None:
        return Verdict(Validity.NOT_OURS)  # a phone's proof, say, which is nothing to show
    code, expires = _text(claims, "code"), _moment(claims, "exp")
    if presented.code is not None and presented.code != code:
        return Verdict(Validity.DAMAGED, why=Reason.SWAPPED)
    validity = Validity.VALID
    if is_revoked:
        validity = Validity.REVOKED
    elif expires is not None and expires <= now:
        validity = Validity.EXPIRED
    return Verdict(
        validity,
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
