"""Invented people and their cards' texts, for the tests of this folder."""

from datetime import UTC, date, datetime

from kiosk.domain.dates import PartialDate
from kiosk.domain.people import IdSource, Person, Relation, Sex
from kiosk.domain.registration.draft import Consent, Draft, Path, PhoneOwner, Purpose

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
KEY = "0123456789abcdef0123456789abcdef"

MAN = Person(
    citizen_id="006090000011",
    full_name="Nguyễn Văn Mẫu",
    birth=PartialDate(1990, 1, 1),
    sex=Sex.MALE,
    address="Tổ 0, Thử Nghiệm",
    source=IdSource.CARD_QR,
)
WOMAN = MAN.with_(
    citizen_id="001105000017",
    full_name="Trần Thị Thử Nghiệm",
    birth=PartialDate(1905, 9, 2),
    sex=Sex.FEMALE,
)
PUPIL = MAN.with_(citizen_id="006216000019", full_name="Hoàng Em Mẫu", birth=PartialDate(2016, 5, 15))
"""Ten years old: asked for their own word."""
CHILD = MAN.with_(citizen_id="006226000019", full_name="Hoàng Bé Mẫu", birth=PartialDate(2026, 5, 15))


def citizen_text(
    number: str = "006090000011",
    old: str = "",
    name: str = "Nguyễn Văn Mẫu",
    birth: str = "01011990",
    sex: str = "Nam",
    address: str = "Tổ 0, Thử Nghiệm, Bắc Kạn",
    issued: str = "30062022",
    tail: str = "",
) -> str:
    """Compose the text of an ID card."""
    return "|".join((number, old, name, birth, sex, address, issued)) + tail


def insurance_text(
    number: str = "0000000017",
    name: str = "Trần Thị Thử Nghiệm".encode().hex(),
    birth: str = "02/09/1905",
    sex: str = "2",
    facility: str = "01 - 001",
    managed: str = "01000000000017",
) -> str:
    """Compose the text of an insurance card in the layout of 2021."""
    place = "Quận Thử Nghiệm".encode().hex()
    head = (number, name, birth, sex, "-", facility, "01/01/2026", "-", "15/12/2025", managed)
    return "|".join((*head, "-", "4", " 01/01/2030", "0000000000000000-0000", "4", place, "$"))


def complete_draft(path: Path = Path.SELF, owner: PhoneOwner = PhoneOwner.SELF) -> Draft:
    """Answer every question of a path."""
    draft = Draft(KEY, path).with_person(MAN if path is Path.SELF else WOMAN)
    draft = draft.with_commune("01843", is_guessed=True).with_details_confirmed()
    if path is Path.RELATIVE:
        draft = draft.with_relation(Relation.PARENT).with_helper(MAN)
    draft = draft.with_phone(None if owner is PhoneOwner.NONE else "+84900000000", owner)
    if owner is not PhoneOwner.NONE:
        draft = draft.with_phone_proof("proof")
    for purpose in Purpose:
        draft = draft.with_consent(Consent(purpose, "2026-11-2", granted=True, language="vi"))
    return draft
