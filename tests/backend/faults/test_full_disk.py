"""The disk under the database is full: a clear no, nothing half done, and on it goes when there is room."""

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from kiosk.backend.storage.schema import audit, participants
from kiosk.cli.admin import admin
from kiosk.resources.text import words
from kiosk.wiring import service as service_wiring
from tests.backend.faults import scene
from tests.load.crowd import Ask, Plan, Reply, drive
from tests.postgres import UNPRIVILEGED, Postgres, reachable_directory
from tests.service import Service

_FIRST, _MOST = 20, 400
"""People registered while there is room, and then until there is none at the latest."""
_needs_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root may mount the small disk that is to fill up"
)
_IMPORTED = 8_000
"""People in a file: 2 MB while they are staged, and 2.5 more while they are taken over."""


async def _ask(service: Service, *numbers: int) -> list[Reply]:
    return await drive(Plan(service.socket, [[Ask(number, scene.asked(number)) for number in numbers]]))


async def _until_full(service: Service) -> Reply:
    """Register on and on; return the first answer that is a no."""
    for first in range(_FIRST, _MOST, 20):
        answered = await _ask(service, *range(first, first + 20))
        refused = [answer for answer in answered if answer.status != 201]
        if refused:
            return refused[0]
    raise AssertionError("the disk never filled")


async def _judged(service: Service, refused: Reply) -> None:
    """It was told so, and what is on record is whole."""
    assert refused.status == 503
    assert refused.retry_after
    assert scene.record(service).is_whole
    assert service.get("/v1/health")[0] == 200


async def _goes_on(service: Service, refused: Reply) -> None:
    """The very same request succeeds now."""
    (answer,) = await drive(
        Plan(service.socket, [[Ask(refused.number, scene.asked(refused.number))]], patient=True)
    )
    assert answer.status == 201
    now = scene.record(service)
    assert now.codes[scene.receipt_code(refused.number)] == 1
    assert now.is_whole


async def test_sqlite_says_no_while_its_file_may_not_grow(tmp_path: Path) -> None:
    service = Service(tmp_path, workers=1)
    scene.set_up(service)
    service.start()
    try:
        await _ask(service, *range(_FIRST))
        largest = max(path.stat().st_size for path in (tmp_path / "state").glob("*.db*"))
        with _no_file_beyond(service, largest + 100_000):
            refused = await _until_full(service)
            await _judged(service, refused)
        await _goes_on(service, refused)
    finally:
        service.stop()


@contextmanager
def _no_file_beyond(service: Service, size: int) -> Iterator[None]:
    """Let the workers write no further into any file, as if the disk ended there."""
    limits = {worker: resource.prlimit(worker, resource.RLIMIT_FSIZE) for worker in service.workers}
    for worker, (_, hard) in limits.items():
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        for worker, limit in limits.items():
            resource.prlimit(worker, resource.RLIMIT_FSIZE, limit)


@_needs_root
async def test_postgres_says_no_while_its_disk_is_full(postgres: Postgres) -> None:
    with reachable_directory() as directory, _small_disk(directory / "disk", megabytes=24) as disk:
        postgres.execute(f"CREATE TABLESPACE small LOCATION '{disk}'")
        postgres.execute("CREATE DATABASE filled TABLESPACE small")
        service = Service(directory / "service", postgres.url("filled"), workers=1)
        try:
            scene.set_up(service)
            service.start()
            await _ask(service, *range(_FIRST))
            ballast = _leave(disk, 0)
            refused = await _until_full(service)
            await _judged(service, refused)
            ballast.unlink()
            await _goes_on(service, refused)
        finally:
            service.stop()
            postgres.drop("filled")
            postgres.execute("DROP TABLESPACE small")


@contextmanager
def _small_disk(path: Path, *, megabytes: int) -> Iterator[Path]:
    path.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", path], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no disk could be mounted here: {mounted.stderr.decode().strip()}")
    try:
        shutil.chown(path, UNPRIVILEGED)
        yield path
    finally:
        subprocess.run(["umount", path], check=True)


@_needs_root
@pytest.mark.parametrize("room", [1, 3], ids=["while it is read", "while it is taken over"])
def test_an_import_that_meets_a_full_disk_changes_nothing_and_can_be_run_again(
    postgres: Postgres, room: int
) -> None:
    with reachable_directory() as directory, _small_disk(directory / "disk", megabytes=48) as disk:
        postgres.execute(f"CREATE TABLESPACE small LOCATION '{disk}'")
        postgres.execute("CREATE DATABASE register TABLESPACE small")
        try:
            service = Service(directory / "service", postgres.url("register"))
            service.prepare()
            assert _import(service, 10).exit_code == 0
            before = _register(service)
            ballast = _leave(disk, room * 1_000_000)
            refused = _import(service, _IMPORTED)
            assert (refused.exit_code, refused.stderr.splitlines()[-1]) == (1, words("custody.disk_full"))
            assert _register(service) == before
            ballast.unlink()
            assert _import(service, _IMPORTED).exit_code == 0
            assert _register(service) == (_IMPORTED, 2)
        finally:
            postgres.drop("register")
            postgres.execute("DROP TABLESPACE small")


def _import(service: Service, people: int) -> Result:
    source = service.directory / "participants.csv"
    rows = (f"0060900{serial:05},Nguyễn Văn Thử,1990,Nam" for serial in range(people))
    source.write_text("\n".join(["Số CCCD,Họ và tên,Ngày sinh,Giới tính", *rows]), "utf-8")
    return CliRunner().invoke(admin, ["import", str(source), "--config", str(service.config)])


def _register(service: Service) -> tuple[int, int]:
    """How many people are in it, and how often the audit says that something was imported."""
    store = service_wiring.open_store(service.settings)
    people = sa.select(sa.func.count()).select_from(participants)
    imports = sa.select(sa.func.count()).where(audit.c.action == "participants_imported")
    try:
        return store.read_now(lambda c: (c.scalar(people) or 0, c.scalar(imports) or 0))
    finally:
        store.close()


def _leave(disk: Path, free: int) -> Path:
    """Fill the disk but for so many bytes; return what is to be taken away again."""
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(shutil.disk_usage(disk).free - free))
    return ballast
