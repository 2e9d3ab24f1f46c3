"""Deciding: one key where nothing is doubtful, a question where something is, ten seconds to undo it."""

from kiosk.domain.registration.eligibility import Status
from kiosk.ports.errors import Refused, Unavailable
from kiosk.resources.text import words
from kiosk.ui.desk.dossier.ask_more import AskMorePanel
from kiosk.ui.desk.dossier.confirmation import ConfirmPanel
from kiosk.ui.desk.dossier.reason import ReasonPanel
from kiosk.ui.desk.work import WorkScreen
from tests.fakes.dossiers import HUNG, code_of
from tests.fakes.officer import an_office
from tests.ui.desk.seat import Seat, working

DOUBTFUL, PLAIN, NEXT = "Trần Thị Giả Định", "Nguyễn Thị Thử Nghiệm", "Lê Thị Ví Dụ"


async def open_plain(seat: Seat) -> None:
    """Open the first dossier that nothing speaks against."""
    await seat.press("down", "enter")
    await seat.opens(PLAIN)


async def test_one_key_approves_and_the_next_one_stands_there():
    async with working() as seat:
        await open_plain(seat)
        await seat.press("f5")
        await seat.opens(NEXT)
        assert seat.world.decided == [(code_of(0), "approve", "", "")]
        assert seat.shows(seat.say("desk.done.approve", name=PLAIN))


async def test_a_key_held_down_approves_nobody_unseen():
    async with working(an_office(5, reading=0)) as seat:
        await open_plain(seat)
        await seat.press("f5", "f5", "f5")
        assert seat.world.decided == []


async def test_what_is_doubtful_is_named_before_it_is_approved():
    async with working() as seat:
        await seat.press("enter")
        await seat.opens(DOUBTFUL)
        await seat.press("f5")
        await seat.at(ConfirmPanel)
        assert seat.shows(*(seat.say(f"desk.doubt.differs_{name}") for name in ("full_name", "birth", "sex")))
        assert seat.shows(seat.say("desk.doubt.duplicate"))
        await seat.press("f5", "enter")
        assert seat.world.decided == []
        await seat.press("f5")
        await seat.at(ConfirmPanel)
        await seat.press("1")
        await seat.opens(PLAIN)
        assert seat.world.decided == [(code_of(1), "approve", "", "")]


async def test_a_refusal_needs_a_reason():
    async with working() as seat:
        await open_plain(seat)
        await seat.press("f7")
        await seat.at(ReasonPanel)
        seat.app.screen.query_one("#note").focus()
        await seat.press("enter")
        await seat.reads("desk.why.missing")
        assert seat.world.decided == []


async def test_a_reason_from_the_list_can_be_changed_and_is_what_the_person_reads():
    async with working(language="en") as seat:
        await open_plain(seat)
        await seat.press("f7")
        await seat.at(ReasonPanel)
        await seat.press("2", *" Ca nha khong muon.", "enter")
        await seat.opens(NEXT)
    note = words("desk.reason.not_wanted", "vi") + " Ca nha khong muon."
    assert seat.world.decided == [(code_of(0), "refuse", "not_wanted", note)]


async def test_own_words_are_a_reason_too():
    async with working() as seat:
        await open_plain(seat)
        await seat.press("f7")
        await seat.at(ReasonPanel)
        seat.app.screen.query_one("#note").focus()
        await seat.press(*"khong phai", "enter")
        await seat.opens(NEXT)
    assert seat.world.decided == [(code_of(0), "refuse", "", "khong phai")]


async def test_what_was_typed_is_there_again_after_a_failure_and_after_going_back():
    async with working() as seat:
        await open_plain(seat)
        await seat.press("f7")
        await seat.at(ReasonPanel)
        await seat.press("1", *" abc", "escape")
        await seat.at(WorkScreen)
        await seat.press("f7")
        await seat.at(ReasonPanel)
        typed = words("desk.reason.other_person") + " abc"
        assert seat.shows(typed)
        seat.world.decide_error = Unavailable("slow")
        seat.app.screen.query_one("#note").focus()
        await seat.press("enter")
        await seat.at(WorkScreen)
        await seat.reads("desk.unsent.refuse")
        seat.world.decide_error = None
        await seat.press("f7")
        await seat.at(ReasonPanel)
        assert seat.shows(typed)


async def test_a_decision_is_taken_back_within_ten_seconds():
    async with working() as seat:
        await open_plain(seat)
        await seat.press("f5")
        await seat.opens(NEXT)
        done = seat.say("desk.done.approve", name=PLAIN)
        await seat.reads("desk.undo", done=done, seconds=10)
        seat.work._undo.second()
        await seat.reads("desk.undo", done=done, seconds=9)
        await seat.press("f8")
        await seat.opens(PLAIN)
        await seat.reads("desk.undone")
        assert seat.world.undone == [code_of(0)]


async def test_after_ten_seconds_it_stands():
    async with working() as seat:
        await open_plain(seat)
        await seat.press("f5")
        await seat.opens(NEXT)
        for _ in range(10):
            seat.work._undo.second()
        await seat.press("f8")
        assert seat.world.undone == []
        await seat.reads("desk.undo_over", done=seat.say("desk.done.approve", name=PLAIN))


async def test_the_second_officer_is_told_what_the_first_decided():
    async with working() as seat:
        await open_plain(seat)
        seat.world.other_decides(code_of(0), Status.REFUSED)
        await seat.press("f5")
        refused = seat.say("desk.status.refused").lower()
        await seat.reads("desk.too_late", who=HUNG, status=refused, at="14:32")
        assert seat.open_name == PLAIN
        assert not seat.shows(seat.say("desk.decide.refuse"))


async def test_a_decision_whose_answer_was_lost_is_no_failure():
    async with working() as seat:
        await open_plain(seat)
        seat.world.decide_error = Unavailable("slow")
        await seat.press("f5")
        await seat.reads("desk.unsent.approve")
        seat.world.decide_error = None
        await seat.world.decide(code_of(0), "approve", "", "")
        await seat.press("f5")
        await seat.opens(NEXT)
        assert len(seat.world.decided) == 1


async def test_who_else_has_it_open_is_said_and_hinders_nobody():
    async with working() as seat:
        await seat.press("enter")
        await seat.opens(DOUBTFUL)
        await seat.reads("desk.dossier.claimed", officer=HUNG)
        await seat.press("f6")
        await seat.at(AskMorePanel)


async def test_what_lies_open_is_claimed_and_released():
    async with working() as seat:
        await open_plain(seat)
        await seat.until(lambda: seat.world.claimed == [code_of(0)])
        await seat.press("escape")
        await seat.until(lambda: seat.world.released == [code_of(0)])


async def test_when_another_decides_what_lies_open_it_shows():
    async with working() as seat:
        await open_plain(seat)
        seat.world.other_decides(code_of(0), Status.APPROVED)
        await seat.poll()
        await seat.until(lambda: seat.pane.dossier.status is Status.APPROVED)
        assert seat.shows(HUNG)


async def test_an_account_that_may_not_decide_is_told():
    async with working() as seat:
        await open_plain(seat)
        seat.world.decide_error = Refused("not_permitted")
        await seat.press("f5")
        await seat.reads("desk.refused.not_permitted")
        assert isinstance(seat.app.screen, WorkScreen)


async def test_the_last_one_leaves_an_empty_queue():
    async with working(an_office(1)) as seat:
        await seat.press("enter")
        await seat.opens(PLAIN)
        await seat.press("f5")
        await seat.reads("desk.queue.empty")


async def test_buttons_decide_as_their_keys_do():
    async with working(size=(160, 45)) as seat:
        await seat.press("down")
        await seat.opens(PLAIN)
        await seat.pilot.click("#approve")
        await seat.opens(NEXT)
        assert seat.world.decided == [(code_of(0), "approve", "", "")]


async def test_left_and_right_turn_the_pages():
    async with working() as seat:
        await open_plain(seat)
        await seat.press("right")
        await seat.opens(NEXT)
        await seat.press("left", "left")
        await seat.opens(DOUBTFUL)
