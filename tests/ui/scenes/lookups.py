"""What can be looked up besides a registration."""

from collections.abc import Callable

from kiosk.domain.contributions import Employer, History, Month, Period
from kiosk.domain.registration.journey import Question
from kiosk.ports.errors import Refused
from kiosk.ui.kiosk.screens.contributions import ContributionsView
from kiosk.ui.kiosk.screens.employer import EmployerView
from kiosk.ui.kiosk.screens.lookup_menu import LookupScreen
from tests.fakes.citizen import MAN, PAYMENT, FakePrinter, World
from tests.fakes.lookups import LIFE
from tests.ui.answers import SCANNED, walk
from tests.ui.scenes.scene import scene
from tests.ui.visit import Visit

_LONGEST = "Chi nhánh Công ty Trách nhiệm hữu hạn Một thành viên Đầu tư Thương mại Dịch vụ Thử Nghiệm Bắc"


def _world(history: History = LIFE, **options: object) -> Callable[[], World]:
    def make() -> World:
        made = World(printer=FakePrinter())
        made.lookups.history = history
        for name, value in options.items():
            setattr(made.lookups, name, value)
        return made

    return make


def _long(employer: str) -> History:
    jobs = [Period(Month(1990 + n, 1), Month(1990 + n, 11), f"{employer} {n}") for n in range(9)]
    late = Period(Month(2025, 1), Month(2026, 9), employer, is_late=True)
    return History((*jobs, late))


async def _shown(visit: Visit) -> None:
    await visit.press("4")
    await visit.at(LookupScreen)
    await visit.press("2")
    await visit.at(Question.CARD)
    await visit.scan(MAN)
    await visit.at(Question.CODE)
    await walk(visit, SCANNED)
    await visit.at(ContributionsView)
    await visit.settled()


async def _looked(visit: Visit, name: str) -> None:
    await visit.press("4")
    await visit.at(LookupScreen)
    await visit.press("3")
    await visit.at(EmployerView)
    await visit.type(name)
    await visit.settled()


@scene("lookups", "lookup")
async def _(visit: Visit) -> None:
    await visit.press("4")
    await visit.at(LookupScreen)


@scene("lookups", "lookup_wrong_scan")
async def _(visit: Visit) -> None:
    await visit.press("4")
    await visit.at(LookupScreen)
    await visit.scan(PAYMENT)
    await visit.settled()


@scene("lookups", "contributions", world=_world(is_sample=True))
async def _(visit: Visit) -> None:
    await _shown(visit)
    await visit.choose("print")
    await visit.reads("paper.printed")


@scene("lookups", "contributions_longest", world=_world(_long(_LONGEST), is_sample=True))
async def _(visit: Visit) -> None:
    await _shown(visit)
    await visit.reads("lookup.law")


@scene("lookups", "contributions_periods", world=_world())
async def _(visit: Visit) -> None:
    await _shown(visit)
    await visit.choose("next")
    await visit.stands(ContributionsView)


@scene("lookups", "contributions_page", world=_world(_long("Xưởng Mẫu số")))
async def _(visit: Visit) -> None:
    await _shown(visit)
    await visit.choose("next")
    await visit.choose("next")
    await visit.stands(ContributionsView)


@scene("lookups", "contributions_none", world=_world(History()))
async def _(visit: Visit) -> None:
    await _shown(visit)


@scene("lookups", "contributions_closed", world=_world(error=Refused("contributions_not_available")))
async def _(visit: Visit) -> None:
    await _shown(visit)
    await visit.reads("refused.contributions_not_available")


@scene("lookups", "employer")
async def _(visit: Visit) -> None:
    await visit.press("4")
    await visit.at(LookupScreen)
    await visit.press("3")
    await visit.at(EmployerView)


@scene("lookups", "employer_unknown")
async def _(visit: Visit) -> None:
    await _looked(visit, "khong co ai")
    await visit.reads("lookup.employer.none")


_MONTH = Month(2026, 9)


@scene(
    "lookups",
    "employer_which",
    world=_world(
        known=[
            Employer(f"X{n}", f"Công ty Cổ phần Mẫu số {n} tại Thử Nghiệm", _MONTH, _MONTH) for n in range(7)
        ]
    ),
)
async def _(visit: Visit) -> None:
    await _looked(visit, "cong ty")
    await visit.reads("lookup.employer.more")


@scene(
    "lookups",
    "employer_late",
    world=_world(known=[Employer("TN0001A", _LONGEST, Month(2025, 1), _MONTH)], is_sample=True),
)
async def _(visit: Visit) -> None:
    await _looked(visit, "thu nghiem")
    await visit.reads("lookup.law")


@scene("lookups", "employer_on_time")
async def _(visit: Visit) -> None:
    await _looked(visit, "van tai")
    await visit.reads("lookup.employer.on_time")


@scene("touched", "keyboard_employer")
async def _(visit: Visit) -> None:
    await visit.touch(visit.app.screen.query_one("#lookup"))
    await visit.at(LookupScreen)
    await visit.touch(visit.app.screen.query_one("#employer"))
    await visit.at(EmployerView)
    await visit.until(lambda: visit.keyboard.display, "the keyboard stands")
    await visit.touch_keys("m", "done")
    await visit.reads("lookup.employer.missing")
