"""Requests about people's data at the desk, and an approval that a supervisor takes back."""

from dataclasses import replace
from datetime import date

from kiosk.domain.dates import PartialDate
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.rights import Right
from kiosk.ports.kept_data import RightsTask
from tests.fakes.citizen import NOW
from tests.fakes.officer import MAI, an_office
from tests.ui.desk.seat import working

TASK = RightsTask(
    code="7K3M9QXRA2WD",
    right=Right.CORRECT,
    about="name",
    is_proved=False,
    full_name="Trần Thị Thử Nghiệm",
    birth=PartialDate(1948, 5, 1),
    citizen_id="006148000012",
    receipt_code=None,
    kiosk_name="Máy 1",
    asked_at=NOW,
    due_on=date(2026, 12, 4),
    days_left=8,
)


async def test_a_request_stands_there_with_its_deadline_and_is_declined_with_a_reason_only() -> None:
    office = an_office(2)
    office.rights = [TASK, replace(TASK, code="7K3M9QXRA2WE", days_left=-3)]
    async with working(office) as seat:
        await seat.press("r")
        await seat.reads("desk.rights.left", days=8)
        await seat.reads("desk.rights.late", days=3)
        await seat.press("1")
        await seat.reads("desk.rights.unproved")
        await seat.choose("declined")
        await seat.reads("desk.why.missing")
        assert office.settled == []
        await seat.press(*"sai", "enter")
        await seat.choose("declined")
        await seat.reads("desk.rights.noted_declined")
        assert office.settled == [(TASK.code, "declined", "sai")]


async def test_a_supervisor_takes_an_approval_back_and_the_dossier_waits_again() -> None:
    office = an_office(1)
    office.officer = replace(MAI, role="supervisor")
    code = office.dossiers[0].receipt_code
    office.change(code, status=Status.APPROVED)
    async with working(office, size=(160, 45)) as seat:
        await seat.press("3")
        await seat.opens(office.dossiers[0].declared.full_name)
        await seat.press("d")
        await seat.reads("desk.rights.compare")
        await seat.choose("take_back-wrong_data")
        await seat.reads("desk.why.missing")
        await seat.press(*"sai", "enter")
        await seat.choose("take_back-wrong_data")
        await seat.reads("desk.take_back.done")
        assert office.settled == [(code, "wrong_data", "sai")]


async def test_what_is_done_for_good_is_asked_twice() -> None:
    office = an_office(1)
    async with working(office, size=(160, 45)) as seat:
        await seat.opens(office.dossiers[0].declared.full_name)
        await seat.press("d", "3")
        await seat.reads("rights.means.erase")
        await seat.reads("desk.rights.of", name=office.dossiers[0].declared.full_name)
        assert office.settled == []
        await seat.choose("yes")
        await seat.until(lambda: bool(office.settled), "it is done")
        assert office.settled == [(office.dossiers[0].receipt_code, "erase", "")]
