"""The other errands, and what lies over them."""

from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.journey import Question
from kiosk.ports.citizen import PracticeScan
from kiosk.ports.errors import Unavailable
from kiosk.ports.registrations import RegistrationStatus
from kiosk.ui.kiosk.screens.call_sheet import CallScreen
from kiosk.ui.kiosk.screens.help_sheet import HelpScreen
from kiosk.ui.kiosk.screens.idle_sheet import IdleScreen
from kiosk.ui.kiosk.screens.menu_sheet import MenuScreen
from kiosk.ui.kiosk.screens.status import StatusView
from kiosk.ui.kiosk.screens.too_small import TooSmallScreen
from tests.fakes.citizen import NOW, PAYMENT, World
from tests.ui.answers import begin
from tests.ui.scenes.scene import RECEIPT, drawn, scene
from tests.ui.visit import Visit

STORIES = tuple(
    PracticeScan(
        {"vi": f"Người mẫu thứ {place}: kể chuyện trong một dòng", "en": f"Sample person {place}: a line"}, ""
    )
    for place in range(1, 9)
)


@scene("around", "welcome")
async def _(visit: Visit) -> None:
    await visit.reads("common.online")


@scene("around", "welcome_wrong_scan")
async def _(visit: Visit) -> None:
    await visit.scan(PAYMENT)
    await visit.reads_problem("seen.payment")


@scene("around", "trouble", world=lambda: World(trouble="state"))
async def _(visit: Visit) -> None:
    await visit.reads("common.trouble.title")


@scene("around", "status")
async def _(visit: Visit) -> None:
    await visit.press("4", "1")
    await visit.at(StatusView)


@scene("around", "status_wrong")
async def _(visit: Visit) -> None:
    await visit.press("4", "1")
    await visit.at(StatusView)
    await visit.type("7K3M")
    await visit.reads("status.wrong")


@scene("around", "status_found")
async def _(visit: Visit) -> None:
    note = "Xin Ông/bà mang giấy khai sinh bản chính và sổ hộ khẩu cũ đến quầy số 3 trong giờ làm việc"
    visit.world.registrar.statuses[RECEIPT] = RegistrationStatus(RECEIPT, Status.NEEDS_MORE, (), NOW, note)
    await visit.scan(f"BHXH:{RECEIPT}")
    await visit.reads("result.needs_more.title")
    await drawn(visit)


@scene("around", "help")
async def _(visit: Visit) -> None:
    await visit.press("f1")
    await visit.at(HelpScreen)


@scene("around", "help_card")
async def _(visit: Visit) -> None:
    await begin(visit, Question.CARD)
    await visit.press("f1")
    await visit.at(HelpScreen)


@scene("around", "themes")
async def _(visit: Visit) -> None:
    await visit.press("f3")
    await visit.at(MenuScreen)


@scene("around", "practice", world=lambda: World(is_demo=True, practice=STORIES))
async def _(visit: Visit) -> None:
    await visit.press("f9")
    await visit.at(MenuScreen)


@scene("around", "idle")
async def _(visit: Visit) -> None:
    await begin(visit, Question.NAME)
    await visit.idle_time_passes()
    await visit.at(IdleScreen)
    for timer in visit.app.screen._timers:
        timer.pause()  # the count stands still


@scene("around", "call")
async def _(visit: Visit) -> None:
    await visit.press("f4")
    await visit.reads("call.called")
    await visit.at(CallScreen)


@scene("around", "call_failed")
async def _(visit: Visit) -> None:
    visit.world.desk.error = Unavailable("offline")
    await visit.press("f4")
    await visit.reads("call.not_called")


@scene("around", "small")
async def _(visit: Visit) -> None:
    await visit.pilot.resize_terminal(60, 20)
    await visit.at(TooSmallScreen)
