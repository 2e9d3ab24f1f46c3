"""What a scan can be: an ID card, an insurance card, a slip of ours, a badge, or something else."""

from dataclasses import dataclass, field

from kiosk.domain.dates import PartialDate
from kiosk.domain.people import IdSource, Person, Sex
from kiosk.domain.problems import Problem
from kiosk.domain.scans.other_codes import Other


@dataclass(frozen=True)
class CitizenCard:
    """An ID card's QR; `tail` is whatever follows the seventh field, not understood but kept.

    Source: docs/domain.md#id-card.
    """

    citizen_id: str
    old_id: str | None
    full_name: str
    birth: PartialDate
    sex: Sex
    address: str
    issued: PartialDate | None
    warnings: tuple[Problem, ...] = ()
    tail: tuple[str, ...] = ()

    def to_person(self) -> Person:
        """Return whose card this is."""
        return Person(
            citizen_id=self.citizen_id,
            full_name=self.full_name,
            birth=self.birth,
            sex=self.sex,
            address=self.address,
            source=IdSource.CARD_QR,
            warnings=self.warnings,
        )


@dataclass(frozen=True)
class InsuranceCard:
    """A health-insurance card's QR (docs/domain.md#insurance-card); what its form does not carry is None.

    `payload` is the QR's text, to be shown again byte for byte.
    """

    card_number: str
    insurance_id: str | None
    full_name: str
    birth: PartialDate
    sex: Sex
    address: str | None
    facility: str | None
    valid_from: PartialDate | None
    valid_to: PartialDate | None
    issued: PartialDate | None
    five_years_from: PartialDate | None
    parent_name: str | None
    benefit: str | None
    issued_by: str | None
    payload: str
    warnings: tuple[Problem, ...] = ()

    @property
    def citizen_id(self) -> str:
        """The citizen number where it stands for the card's number (since August 2025), else ""."""
        return self.card_number if len(self.card_number) == 12 else ""

    def to_person(self) -> Person:
        """Return whose card this is.

        A card without the citizen number leaves it to be typed, so the identity counts as typed and
        its missing parts are asked for (`journey.questions`).
        """
        return Person(
            citizen_id=self.citizen_id,
            full_name=self.full_name,
            birth=self.birth,
            sex=self.sex,
            address=self.address or ("" if self.citizen_id else None),
            source=IdSource.CARD_QR if self.citizen_id else IdSource.TYPED,
            insurance_id=self.insurance_id,
            warnings=self.warnings,
        )


@dataclass(frozen=True)
class ReceiptSlip:
    """A slip of ours: its code, and the signed text when the QR carried one."""

    receipt_code: str
    signed: str | None = None


@dataclass(frozen=True)
class PickUpSlip:
    """The slip of a half-filled form that was kept: its code, and the signed text as above."""

    code: str
    signed: str | None = None


@dataclass(frozen=True)
class OfficerBadge:
    """An officer's badge. Its secret is for the backend alone: nothing shows, repeats or keeps it."""

    secret: str = field(repr=False)


@dataclass(frozen=True)
class Unknown:
    """Something else, or something damaged; `seen` is what it is, where that is known."""

    problem: Problem
    seen: Other | None = None


Scan = CitizenCard | InsuranceCard | ReceiptSlip | PickUpSlip | OfficerBadge | Unknown
