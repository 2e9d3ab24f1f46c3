"""The officer corrects what was declared wrongly, and asks for what is missing."""

from kiosk.domain.registration.correction import FormField
from kiosk.domain.registration.draft import PhoneOwner
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.supplement import AskedPart
from kiosk.ports.errors import Refused, Unavailable
from kiosk.resources.text import words
from kiosk.ui.desk.dossier.ask_more import AskMorePanel
from kiosk.ui.desk.dossier.correction import CorrectionPanel, CorrectionReasonPanel
from kiosk.ui.desk.dossier.field_panel import FieldPanel
from kiosk.ui.desk.dossier.phone_change import PhoneChangePanel
from kiosk.ui.desk.work import WorkScreen
from tests.fakes.dossiers import a_dossier, code_of
from tests.fakes.officer import an_office
from tests.ui.desk.seat import Seat, working
from tests.ui.desk.test_decisions import NEXT, PLAIN, open_plain


async def correct_name(seat: Seat, typed: str) -> None:
    """Open the plain one and type another name."""
    await open_plain(seat)
    await seat.press("s")
    await seat.at(CorrectionPanel)
    await seat.press("1")
    await seat.at(FieldPanel)
    field = seat.app.screen.query_one("#typed")
    field.value = ""
    await seat.press(*typed, "enter")


async def test_a_name_is_corrected_with_reason_and_word_and_stands_in_the_history():
    async with working() as seat:
        await correct_name(seat, "Nguyeenx Thij Thuwr Nghieemj")
        await seat.at(CorrectionPanel)
        await seat.press("0")
        await seat.reads_problem("correction.nothing")  # it is the name that stood there
        await seat.press("4")
        await seat.at(FieldPanel)
        seat.app.screen.query_one("#typed").value = ""
        await seat.press(*"Thoon Mowis", "enter")
        await seat.at(CorrectionPanel)
        await seat.press("0")
        await seat.at(CorrectionReasonPanel)
        await seat.press("0")
        await seat.reads("desk.correct.no_reason")
        await seat.press("3", "0")
        await seat.reads("desk.correct.no_agreement")
        await seat.press("6", "0")
        await seat.at(WorkScreen)
        await seat.reads("desk.correct.done", name=PLAIN)
        code, correction = seat.world.corrections[0]
        assert (code, correction.reason, correction.agreed) == (code_of(0), "by_card", "present")
        assert correction.changes == ((FormField.ADDRESS, "Thôn Mới"),)
        await seat.until(lambda: seat.shows("Thôn Mới"), "the new address stands")
        assert seat.shows(seat.say("desk.dossier.corrected"))
        assert seat.shows(seat.say("desk.correct.reason.by_card"))
        await seat.press("f5")
        await seat.opens(NEXT)


async def test_what_the_kiosk_would_not_take_is_said_and_stays():
    async with working() as seat:
        await correct_name(seat, "Mau 2")
        await seat.reads_problem("name.has_digits")
        assert isinstance(seat.app.screen, FieldPanel)


async def test_a_commune_is_found_by_its_name():
    async with working() as seat:
        await open_plain(seat)
        await seat.press("s", "5")
        await seat.at(FieldPanel)
        await seat.press(*"ben th", "enter")
        await seat.until(lambda: seat.shows("Phường Bến Thành"), "it is found")
        await seat.press("1")
        await seat.at(CorrectionPanel)
        assert seat.app.session.corrections[code_of(0)] == {FormField.COMMUNE: "26740"}


async def test_what_could_not_be_saved_is_there_again():
    async with working() as seat:
        await correct_name(seat, "Nguyeenx Thij Mowis")
        seat.world.correct_error = Unavailable("slow")
        await seat.press("0", "1", "7", "0")
        await seat.reads("desk.correct.unsent")
        seat.world.correct_error = Refused("dossier_changed")
        await seat.press("s")
        await seat.at(CorrectionPanel)
        assert seat.shows("✎ Nguyễn Thị Mới")
        await seat.press("0", "1", "7", "0")
        await seat.reads("desk.refused.dossier_changed")
        seat.world.correct_error = None
        await seat.press("s", "0", "1", "7", "0")
        await seat.until(lambda: len(seat.world.corrections) == 1, "it is saved")


async def test_what_is_asked_for_is_chosen_and_goes_with_the_words():
    async with working(language="en") as seat:
        await open_plain(seat)
        await seat.press("f6")
        await seat.at(AskMorePanel)
        await seat.press("0")
        await seat.reads("desk.why.missing")
        await seat.press("1", "3", "4", "1", "0")
        await seat.opens(NEXT)
    note = words("desk.reason.birth_certificate", "vi")
    assert seat.world.decided == [(code_of(0), "ask_more", "birth_certificate", note)]
    assert seat.world.asked_for == [(AskedPart.PHONE, AskedPart.DOCUMENT)]


async def test_what_came_is_marked_in_queue_and_dossier():
    office = an_office(2)
    office.add(a_dossier(5, is_supplemented=True), at=0)
    async with working(office) as seat:
        await seat.until(lambda: "✚" in "".join(seat.rows.render_line(y).text for y in range(3)))
        await seat.press("home", "down", "enter")
        await seat.until(lambda: seat.pane.dossier is not None, "it is open")
        await seat.reads("desk.dossier.supplemented")


async def test_who_may_not_decide_corrects_nothing():
    office = an_office(2)
    office.officer = type(office.officer)("kiem", "Phạm Kiểm Mẫu", "auditor")
    async with working(office) as seat:
        await open_plain(seat)
        await seat.press("s")
        assert isinstance(seat.app.screen, WorkScreen)


async def test_an_accounts_phone_is_changed_with_the_person_there():
    office = an_office(0)
    office.add(a_dossier(0, status=Status.APPROVED, phone="+84900000000", phone_owner=PhoneOwner.SELF))
    async with working(office) as seat:
        await seat.press("3", "enter")
        await seat.opens(PLAIN)
        await seat.press("s")
        await seat.at(PhoneChangePanel)
        await seat.press(*"123", "enter")
        await seat.reads_problem("phone.length", digits="3")
        seat.app.screen.query_one("#typed").value = ""
        seat.app.screen.query_one("#typed").focus()
        await seat.press(*"0970000000", "enter", "1")
        await seat.reads("desk.phone_change.done", name=PLAIN)
        assert seat.world.phones == [(code_of(0), "+84970000000", PhoneOwner.SELF)]
