import random
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from kiosk.backend.demo import working_lives
from kiosk.backend.demo.ward import Material, people
from kiosk.backend.registrations import encrypted_form
from kiosk.backend.storage.schema import events, participants, registrations
from kiosk.contract.cards import CardRequest
from kiosk.domain import names
from kiosk.domain.contributions import Fund, History, Month
from kiosk.domain.dates import PartialDate
from kiosk.domain.scans import card_codes
from kiosk.domain.scans.card_codes import CitizenCard, InsuranceCard, Unknown
from kiosk.resources import ASSETS
from kiosk.resources.languages import languages
from kiosk.wiring import service
from tests.backend.world import embedded_settings

TODAY = date(2026, 11, 22)
MATERIAL = Material.from_file(ASSETS / "data" / "demo_ward.toml")
SCANS = {
    scan["key"]: scan
    for scan in tomllib.loads((ASSETS / "data" / "practice.toml").read_text("utf-8"))["scan"]
}
WARD = people(MATERIAL, 300, 1, TODAY)
BY_NUMBER = {person.citizen_id: person for person in WARD}


def test_the_same_seed_gives_the_same_ward_and_another_seed_another() -> None:
    assert people(MATERIAL, 300, 1, TODAY) == WARD
    assert people(MATERIAL, 300, 2, TODAY) != WARD


def test_every_kind_of_person_lives_there() -> None:
    assert len(WARD) == len(BY_NUMBER) == 300
    kinds = {
        "card run out": sum(1 for p in WARD if p.valid_to and p.valid_to < TODAY),
        "open-ended card": sum(1 for p in WARD if p.card_number and not p.valid_to),
        "no insurance number": sum(1 for p in WARD if not p.insurance_id),
        "no phone": sum(1 for p in WARD if not p.phone),
        "phone": sum(1 for p in WARD if p.phone),
        "deceased": sum(1 for p in WARD if p.status == "deceased"),
        "child with a parent": sum(1 for p in WARD if p.parent_name),
        "employed": sum(1 for p in WARD if p.employer),
        "year of birth only": sum(1 for p in WARD if len(p.birth) == 4),
        "name without marks": sum(1 for p in WARD if not names.has_marks(p.full_name)),
        "old card number": sum(1 for p in WARD if p.card_number and len(p.card_number) == 15),
    }
    assert {kind: count for kind, count in kinds.items() if count < 3} == {}


def test_employers_stand_otherwise_and_their_people_with_them() -> None:
    found = working_lives.standings(MATERIAL, TODAY)
    assert {employer.late > 0 for employer in found.values()} == {True, False}
    lives = working_lives.invent(MATERIAL, WARD, found, random.Random(1), TODAY)
    histories = {number: History(periods) for number, periods in lives.items() if periods}
    assert len(histories) > 150
    for number, history in histories.items():
        person = BY_NUMBER[number]
        late = found[person.employer].late if person.employer else 0
        assert history.late <= late, person
        assert history.known_until is not None
        assert history.known_until <= Month.of(TODAY)
    first = histories["006090000011"]
    assert (first.paid(Fund.SOCIAL), first.late, [gap.months for gap in first.gaps]) == (148, 3, [5])


def test_children_have_a_parent_in_their_household() -> None:
    for person in WARD:
        if person.parent_citizen_id:
            parent = BY_NUMBER[person.parent_citizen_id]
            assert (parent.household, parent.full_name) == (person.household, person.parent_name)


@pytest.mark.parametrize("seed", range(5))
def test_nobody_could_be_real(seed: int) -> None:
    ward = people(MATERIAL, 300, seed, TODAY)
    phones = [person.phone for person in ward if person.phone]
    assert len(set(phones)) == len(phones)
    assert all(re.fullmatch(r"\+84\d\d0000000", phone) for phone in phones)
    assert all(re.fullmatch(r"006[0-3]\d\d000\d\d\d", person.citizen_id) for person in ward)
    assert all(person.insurance_id is None or person.insurance_id.startswith("000000") for person in ward)


def test_every_card_of_the_ward_can_be_read(tmp_path: Path) -> None:
    numbers = {person.card_number for person in WARD if person.card_number}
    assert {len(number) for number in numbers} == {10, 15}


def test_filling_happens_once(tmp_path: Path) -> None:
    settings = embedded_settings(tmp_path, people=300)
    backend = service.open_embedded(settings)
    counts = _counts(backend)
    assert counts["participants"] == 300
    assert counts["approved"] == 25
    assert min(counts["pending_review"], counts["needs_more"], counts["refused"]) >= 2
    backend.store.close()
    again = service.open_embedded(settings)
    assert _counts(again) == counts
    again.store.close()


def _counts(backend) -> dict[str, int]:
    def work(connection: sa.Connection) -> dict[str, int]:
        of_status = sa.select(registrations.c.status, sa.func.count()).group_by(registrations.c.status)
        found = {status: count for status, count in connection.execute(of_status)}
        for table in (participants, events, registrations):
            found[table.name] = connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for row in connection.execute(sa.select(registrations)):
            assert encrypted_form.decrypt(backend.vault, row) is not None
        return found

    return backend.store.read_now(work)


def test_there_are_eight_practice_scans_with_a_line_each_in_both_languages() -> None:
    assert list(SCANS) == [
        "self",
        "mother",
        "daughter",
        "child",
        "registered",
        "year_only",
        "contradiction",
        "payment",
    ]
    assert all(0 < len(scan["story"][language]) <= 60 for scan in SCANS.values() for language in languages())


@pytest.mark.parametrize("key", ["self", "mother", "daughter", "child", "year_only", "contradiction"])
def test_a_practice_card_is_somebody_of_the_ward(key: str) -> None:
    scan = card_codes.parse(SCANS[key]["text"], TODAY)
    assert isinstance(scan, CitizenCard)
    person = BY_NUMBER[scan.citizen_id]
    assert names.is_same(person.full_name, scan.full_name)
    assert PartialDate.from_iso(person.birth).agrees_with(scan.birth)
    assert person.sex == scan.sex
    assert bool(scan.warnings) is (key == "contradiction")


def test_both_generations_of_card_are_practised() -> None:
    lengths = {SCANS[key]["text"].count("|") + 1 for key in ("self", "mother", "child", "year_only")}
    assert lengths == {7, 11}


async def test_the_practice_insurance_card_is_the_one_that_the_backend_shows(tmp_path: Path) -> None:
    scan = card_codes.parse(SCANS["registered"]["text"], TODAY)
    assert isinstance(scan, InsuranceCard)
    backend = service.open_embedded(embedded_settings(tmp_path, people=10))
    assert scan.insurance_id is not None
    insured = await backend.cards._insurer.find(scan.insurance_id)
    backend.store.close()
    assert insured is not None
    assert insured.card is not None
    assert insured.card.payload == SCANS["registered"]["text"]
    CardRequest(citizen_id=scan.insurance_id, full_name=scan.full_name, birth=scan.birth.iso)


def test_a_payment_code_is_no_card() -> None:
    assert isinstance(card_codes.parse(SCANS["payment"]["text"], TODAY), Unknown)
