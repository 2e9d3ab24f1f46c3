"""Looking up over the real agent and its embedded backend: contributions, an employer, and the paper."""

import asyncio
from pathlib import Path

import pytest

from kiosk.devices.printer.slip_printer import SlipPrinter, open_sink
from kiosk.domain.registration.journey import Question
from kiosk.ui.kiosk.screens.contributions import ContributionsView
from kiosk.ui.kiosk.screens.employer import EmployerView
from kiosk.ui.widgets.fact_sheet import FactSheet
from tests.devices.printer.network_printer import picture, printer_on_a_socket
from tests.terminal.walk import PRACTICE
from tests.walks.walking import agent, answer_code, at_the_kiosk, kiosk, online, settings_in

LATE = {"employer": "Công ty May Thử Nghiệm", "span": "3 tháng"}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Settings whose state is the test's own."""
    return settings_in(tmp_path)


async def test_a_scan_and_a_code_show_twelve_years_and_who_is_late_and_print_them(config: Path) -> None:
    with agent(config), printer_on_a_socket() as network:
        printer = SlipPrinter(open_sink(network.address, 80), "MẪU – KHÔNG CÓ GIÁ TRỊ")
        async with at_the_kiosk(config, size=(80, 24), printer=printer) as visit:
            await online(visit)
            await visit.press("4", "2")
            await visit.at(Question.CARD)
            await visit.scan(PRACTICE["self"]["text"])
            await answer_code(visit)
            await visit.at(ContributionsView)
            await visit.reads("lookup.contributions.paid", span="12 năm 4 tháng")
            await visit.reads("lookup.late", **LATE)
            await visit.reads("common.sample")
            await visit.press("3")
            await visit.reads("paper.printed")
            await visit.choose("next")
            await visit.stands(FactSheet)
            assert len(visit.view.query_one(FactSheet).rows) == 4
        assert picture(bytes(network.taken)).height > 1000


async def test_a_name_without_accents_finds_the_employer_and_how_late_it_is(config: Path) -> None:
    with agent(config):
        async with at_the_kiosk(config) as visit:
            await online(visit)
            await visit.press("4", "3")
            await visit.at(EmployerView)
            await visit.type("may thu nghiem")
            await visit.reads("lookup.late", **LATE)
            await visit.reads("common.sample")


async def test_a_mother_without_a_phone_sees_hers_when_the_officer_lets_her(config: Path) -> None:
    with agent(config):
        async with at_the_kiosk(config) as visit:
            await online(visit)
            await visit.press("4", "2")
            await visit.at(Question.CARD)
            await visit.scan(PRACTICE["mother"]["text"])
            await visit.at(Question.CODE)
            await visit.choose("without")
            await visit.choose("ask")
            await visit.reads("call.ask.waiting")
            await visit.choose("officer")
            await visit.settled()
            await visit.type("mai")
            await visit.type("274916")
            await visit.reads("lookup.contributions.paid", span="27 năm 3 tháng")


async def test_what_an_administrator_imports_is_what_the_kiosk_shows(config: Path) -> None:
    with agent(config):
        async with at_the_kiosk(config) as visit:
            await online(visit)
            source = config.with_name("employers.csv")
            headings = "Mã đơn vị,Tên đơn vị,Đã đóng đến tháng,Phải đóng đến tháng\n"
            source.write_text(headings + "X1,Xưởng Nhập Thử,05/2026,09/2026\n", "utf-8")
            command = kiosk("admin", "import", "--kind", "employers", str(source), config=config)
            importing = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
            assert await importing.wait() == 0
            await visit.press("4", "3")
            await visit.at(EmployerView)
            await visit.type("nhap thu")
            await visit.reads("lookup.late", employer="Xưởng Nhập Thử", span="4 tháng")
