"""Registrations made up, as the officer's screen gets them."""

from dataclasses import replace
from datetime import timedelta

from kiosk.domain import readable_code
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import IdSource, Relation, Sex
from kiosk.domain.registration.draft import Consent, PhoneOwner, Purpose
from kiosk.domain.registration.eligibility import Status
from kiosk.ports.dossiers import (
    DeclaredHelper,
    DeclaredParticipant,
    Dossier,
    DossierEvent,
    Duplicate,
    QueueEntry,
    RegisteredPerson,
)
from tests.fakes.citizen import NOW

HUNG = "Phan Hùng Mẫu"
"""The other officer."""
SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô")
GIVEN = ("Thử Nghiệm", "Giả Định", "Ví Dụ", "Kiểm Thử", "Mẫu", "Làm Quen", "Tập Dượt")
AGREED = tuple(
    Consent(purpose, "2026-11-2", True, "vi", "3fa912cd" * 8)
    for purpose in (Purpose.REGISTRATION, Purpose.DECLARATION)
)


def code_of(number: int) -> str:
    """Return the receipt code of the so many-eth dossier."""
    return readable_code.derived("receipt", f"{number:032x}")


def a_dossier(number: int = 0, **changes) -> Dossier:
    """Return a mother of 78 whom her daughter registers; nothing about her is doubtful."""
    name = f"{SURNAMES[number % 10]} Thị {GIVEN[number % 7]}"
    birth = PartialDate(1948 + number % 50, 5, 1)
    citizen_id = f"0061{birth.year % 100:02}{number:06}"
    made = Dossier(
        receipt_code=code_of(number),
        status=Status.PENDING_REVIEW,
        reasons=("by_themselves", "phone_proved"),
        received_at=NOW - timedelta(minutes=40 - number % 40),
        captured_at=NOW - timedelta(minutes=40 - number % 40),
        kiosk_name="Máy 1",
        waits_here=False,
        declared=DeclaredParticipant(
            citizen_id, name, birth, Sex.FEMALE, "Thôn Giả Định, Thử Nghiệm, Bắc Kạn", None, IdSource.CARD_QR
        ),
        helper=DeclaredHelper(
            "006175000013",
            "Nguyễn Thị Giả Định",
            PartialDate(1975, 3, 8),
            Relation.PARENT,
            IdSource.CARD_QR,
        ),
        phone=None,
        phone_owner=PhoneOwner.NONE,
        phone_proved=False,
        consents=AGREED,
        register=RegisteredPerson(citizen_id, name, birth, Sex.FEMALE, None, True, True),
        register_away=False,
        differences=(),
        duplicates=(),
        history=(
            DossierEvent(Status.RECEIVED, NOW - timedelta(minutes=40)),
            DossierEvent(Status.PENDING_REVIEW, NOW - timedelta(minutes=40)),
        ),
    )
    return replace(made, **changes)


def a_doubtful_dossier(number: int = 1) -> Dossier:
    """Return one in which everything that can be doubtful is."""
    made = a_dossier(number)
    assert made.register is not None
    return replace(
        made,
        reasons=("by_themselves", "card_consistent", "details_agree", "phone_in_register", "first_time"),
        waits_here=True,
        phone="+84910000000",
        phone_owner=PhoneOwner.HELPER,
        phone_proved=True,
        declared=replace(
            made.declared,
            warnings=("birth.contradicts_number", "name.without_accents"),
            id_source=IdSource.TYPED,
        ),
        register=replace(
            made.register,
            full_name="Trần Thị Thử Nghiêm",
            birth=PartialDate(1950),
            sex=Sex.MALE,
            phone="+84900000001",
            has_card=False,
        ),
        differences=("full_name", "birth", "sex", "phone"),
        duplicates=(
            Duplicate(
                code_of(900),
                "Trần Thị Thử Nghiệm",
                PartialDate(1949),
                Status.APPROVED,
                NOW - timedelta(days=2),
                ("person", "name"),
            ),
            Duplicate(
                code_of(901),
                "Nguyễn Văn Mẫu",
                PartialDate(1990, 1, 1),
                Status.NEEDS_MORE,
                NOW - timedelta(hours=3),
                ("phone",),
            ),
        ),
        claimed_by=HUNG,
    )


def entry_of(dossier: Dossier) -> QueueEntry:
    """Return its line in the queue."""
    return QueueEntry(
        dossier.receipt_code,
        dossier.declared.full_name,
        dossier.declared.birth,
        dossier.helper.relation if dossier.helper else None,
        dossier.status,
        dossier.reasons,
        dossier.received_at,
        dossier.waits_here,
        dossier.kiosk_name,
        dossier.claimed_by,
        dossier.is_supplemented,
        office_of(dossier),
    )


def office_of(dossier: Dossier) -> str:
    """Return the code of the office of a dossier: every third is the other one's."""
    return "00001" if int(dossier.declared.citizen_id[-6:]) % 3 == 2 else "00000"
