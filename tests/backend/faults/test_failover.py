"""The primary dies under load and the standby takes over: nothing acknowledged is lost, and all goes on."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backend.faults import scene
from tests.load.crowd import Plan, drive
from tests.postgres import DURABLE, Postgres, both_hosts, reachable_directory
from tests.service import Service

_COUNT = "SELECT count(*) FROM registrations"
_LANES, _EACH, _GAP = 6, 50, 0.04


@pytest.fixture
def directory() -> Iterator[Path]:
    """Where the servers' user can go too."""
    with reachable_directory() as path:
        yield path


@pytest.fixture
def pair(directory: Path) -> Iterator[tuple[Postgres, Postgres]]:
    """A primary, and the standby for which each of its commits waits."""
    primary = Postgres(directory / "one", DURABLE)
    primary.initialise()
    primary.start()
    standby = None
    try:
        primary.create("kiosk")
        standby = primary.standby(directory / "two")
        yield primary, standby
    finally:
        primary.stop()
        if standby:
            standby.stop()


async def test_every_acknowledged_registration_outlives_the_primary(
    directory: Path, pair: tuple[Postgres, Postgres]
) -> None:
    primary, standby = pair
    service = Service(directory / "service", both_hosts(primary, standby, "kiosk"))
    scene.set_up(service)
    service.start()
    try:
        lanes = scene.lanes(_LANES, _EACH, _GAP)
        load = asyncio.create_task(drive(Plan(service.socket, lanes, patient=True)))
        await scene.until(lambda: primary.execute(_COUNT, "kiosk")[0][0] >= 50)
        primary.kill()
        standby.promote()
        answered = await asyncio.wait_for(load, 60)
    finally:
        service.stop()
    everybody = {scene.receipt_code(ask.number) for lane in lanes for ask in lane}
    assert set(scene.acknowledged(answered)) == everybody, "somebody was left without an answer"
    assert {answer.status for answer in answered} <= {201, 429, 503}
    assert all(answer.retry_after for answer in answered if answer.status != 201)
    now = scene.record(service)
    assert set(now.codes) == everybody, "an acknowledged registration died with the primary"
    assert now.is_whole
