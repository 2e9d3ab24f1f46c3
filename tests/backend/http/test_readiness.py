"""Ready or not, part by part; and the figures for whoever watches over the service."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import sqlalchemy as sa

from kiosk.backend.declined import Declined
from kiosk.backend.http import readiness
from kiosk.backend.http.app import create_app
from kiosk.backend.messages.sending_report import SendingReport
from kiosk.backend.messages.sms_setup import SmsSetup
from kiosk.backend.storage.schema import kiosk_reports
from kiosk.backend.storage.store import Store
from kiosk.contract import service
from kiosk.contract.keys import KeysAnswer
from tests.backend.world import MAU, NGHIEM, START, World, body


async def ask(world: World, **parts: object) -> httpx.Response:
    """Ask a backend of which `parts` are others whether it is ready, as a stranger."""
    app = create_app(replace(world.backend, **parts))  # type: ignore[arg-type]  # whatever a test names
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://backend") as http:
        return await http.get(service.READY)


def missing(response: httpx.Response) -> list[str]:
    """What a backend that is not ready says is missing."""
    assert (response.status_code, response.json()["code"]) == (503, "not_ready")
    assert response.headers["Retry-After"]
    return list(response.json()["fields"])


async def test_whatever_is_needed_is_there(world):
    response = await ask(world)
    assert response.json() == {"database": True, "migrations": True, "keys": True}


async def test_a_schema_that_is_behind_is_named(world):
    behind = sa.text("UPDATE alembic_version SET version_num = '0000'")
    world.store.write_now(lambda connection: connection.execute(behind))
    assert missing(await ask(world)) == ["migrations.missing"]


async def test_a_schema_that_was_never_made_is_named(world):
    never = sa.text("DROP TABLE alembic_version")
    world.store.write_now(lambda connection: connection.execute(never))
    assert missing(await ask(world)) == ["migrations.missing"]


@pytest.mark.parametrize("fresh", ["sqlite"], indirect=True)
@pytest.mark.parametrize("place", ["{nowhere}/backend.db", "postgresql://postgres@/world?host={nowhere}"])
async def test_a_database_that_does_not_answer_is_named(world, tmp_path: Path, place: str):
    store = Store.open(place.format(nowhere=tmp_path / "nowhere"))
    assert missing(await ask(world, store=store)) == ["database.missing", "migrations.missing"]
    report = SendingReport(store, SmsSetup(), lambda: START)
    assert await readiness.figures(store, START, report) == []
    store.close()


@pytest.mark.parametrize("fresh", ["sqlite"], indirect=True)
async def test_a_backend_without_keys_is_not_ready(world):
    with pytest.raises(Declined) as caught:
        await readiness.check(world.store, KeysAnswer(keys=[]))
    assert caught.value.fields == ("keys.missing",)


async def figures(world: World) -> dict[str, float]:
    """The figures of now by name; those of messages are tested with them."""
    found = await readiness.figures(world.store, world.at, world.backend.messages.report)
    return {name: value for name, _, value in found if not name.startswith(("kiosk_message", "kiosk_sms"))}


async def test_figures_tell_of_the_queue_and_of_what_kiosks_reported(world):
    await world.register(body(NGHIEM))
    await world.register(body(MAU))
    oldest = (START - timedelta(hours=2)).isoformat()
    reports = [
        (START, {"waiting": 3, "oldest_waiting": oldest, "kept": [{}, {}]}),
        (START - timedelta(minutes=6), {"waiting": 1, "oldest_waiting": None, "kept": []}),
    ]
    rows = [{"kiosk_id": uuid4(), "at": at, "report": report} for at, report in reports]
    world.store.write_now(lambda connection: connection.execute(sa.insert(kiosk_reports), rows))
    assert await figures(world) == {
        "kiosk_queue": 2,
        "kiosk_enrolled": 2,
        "kiosk_silent": 1,
        "kiosk_outbox_waiting": 4,
        "kiosk_outbox_oldest_seconds": 7200,
        "kiosk_outbox_kept": 2,
    }


async def test_without_a_single_report_the_figures_are_nought(world):
    assert set((await figures(world)).values()) == {0, 2}
