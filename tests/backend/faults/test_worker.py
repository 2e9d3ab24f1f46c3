"""A worker is killed with -9 under load: the others go on, it is replaced, nothing acknowledged is lost."""

import asyncio
import os
import signal
from collections.abc import Iterator

import pytest

from tests.backend.faults import scene
from tests.load.crowd import Plan, drive
from tests.postgres import Postgres, reachable_directory
from tests.service import Service

_LANES, _EACH, _GAP = 8, 30, 0.04


@pytest.fixture
def service(postgres: Postgres) -> Iterator[Service]:
    """A service with two workers."""
    with reachable_directory() as directory:
        service = Service(directory / "service", postgres.create("killed"), workers=2)
        scene.set_up(service)
        service.start()
        yield service
        service.stop()
        postgres.drop("killed")


async def test_a_killed_worker_takes_nothing_acknowledged_with_it(service: Service) -> None:
    lanes = scene.lanes(_LANES, _EACH, _GAP)
    load = asyncio.create_task(drive(Plan(service.socket, lanes, patient=True)))
    before = service.workers
    await scene.until(lambda: sum(scene.record(service).codes.values()) >= 40)
    os.kill(before[0], signal.SIGKILL)
    await scene.until(lambda: len(service.workers) == len(before) and before[0] not in service.workers)
    answered = await asyncio.wait_for(load, 60)
    everybody = {scene.receipt_code(ask.number) for lane in lanes for ask in lane}
    assert set(scene.acknowledged(answered)) == everybody, "somebody was left without an answer"
    now = scene.record(service)
    assert set(now.codes) == everybody
    assert now.is_whole
