"""A kiosk hangs up in the middle: nothing is half registered, and who asks again is answered."""

import socket
from collections.abc import Iterator

import pytest

from tests.backend.faults import scene
from tests.load.crowd import Ask, Plan, drive
from tests.service import Service


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A ward's service, on SQLite."""
    service = Service(tmp_path_factory.mktemp("ward"), workers=1)
    scene.set_up(service)
    service.start()
    yield service
    service.stop()


def _hang_up_after(service: Service, content: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(service.socket)
        line.sendall(content)


async def _ask(service: Service, *numbers: int) -> set[int]:
    plan = Plan(service.socket, [[Ask(number, scene.asked(number)) for number in numbers]])
    return {answer.status for answer in await drive(plan)}


async def test_hanging_up_amid_the_body_registers_nobody(service: Service) -> None:
    for share in (0.2, 0.6, 0.95):
        request = scene.asked(1)
        _hang_up_after(service, request[: int(len(request) * share)])
    assert await _ask(service, 2) == {201}, "the service was still there"
    now = scene.record(service)
    assert scene.receipt_code(1) not in now.codes
    assert now.is_whole


async def test_whoever_hangs_up_before_the_answer_gets_it_when_they_ask_again(service: Service) -> None:
    hasty = range(10, 40)
    for number in hasty:
        _hang_up_after(service, scene.asked(number))
    assert await _ask(service, *hasty) == {201}
    now = scene.record(service)
    assert all(now.codes[scene.receipt_code(number)] == 1 for number in hasty)
    assert now.is_whole
