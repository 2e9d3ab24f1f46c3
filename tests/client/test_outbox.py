"""The outbox on a real disk: durable, idempotent, and never a reason to lose a row."""

import errno
import os
import signal
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.client.encryption import Ciphertext, SignedReceipt
from kiosk.client.outbox import Outbox
from tests.client.counterpart import CODE, KEY, NOW

OTHER = "ff" * 16
SEALED = Ciphertext("seal1", b"\x00sealed")


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self):
        return self.now

    def turn(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    """The time."""
    return Clock()


@pytest.fixture
def outbox(tmp_path, clock):
    """An empty outbox."""
    outbox = Outbox(tmp_path / "outbox.db", clock)
    yield outbox
    outbox.close()


def put(outbox: Outbox, key: str = KEY, sealed: Ciphertext = SEALED, rest: float = 0) -> None:
    outbox.put(key, CODE, sealed, rest=rest)


def test_what_was_put_is_there(outbox, clock):
    put(outbox)
    (row,) = outbox.rows()
    assert (row.idempotency_key, row.receipt_code, row.ciphertext) == (KEY, CODE, SEALED)
    assert (row.created_at, row.attempts, row.state, row.refusal) == (NOW.timestamp(), 0, "waiting", None)


def test_putting_again_corrects_the_row_and_makes_no_second_one(outbox):
    put(outbox)
    outbox.keep(KEY, "invalid_body")
    put(outbox, sealed=Ciphertext("seal2", b"corrected"))
    (row,) = outbox.rows()
    assert (row.ciphertext, row.state, row.refusal) == (Ciphertext("seal2", b"corrected"), "waiting", None)


def test_only_a_signed_receipt_removes_a_row(outbox):
    put(outbox)
    put(outbox, OTHER)
    outbox.release(SignedReceipt(KEY, CODE))
    assert [row.idempotency_key for row in outbox.rows()] == [OTHER]


def test_a_fresh_row_rests_while_the_screen_sends_it(outbox, clock):
    put(outbox, rest=15)
    assert not outbox.due(100)
    clock.turn(15)
    assert [row.idempotency_key for row in outbox.due(100)] == [KEY]


def test_a_postponed_row_counts_its_attempts_and_comes_due_in_its_time(outbox, clock):
    put(outbox)
    put(outbox, OTHER)
    outbox.postpone({KEY: NOW.timestamp() + 60, OTHER: NOW.timestamp() + 5})
    assert not outbox.due(100)
    clock.turn(60)
    assert [(row.idempotency_key, row.attempts) for row in outbox.due(100)] == [(OTHER, 1), (KEY, 1)]
    assert [row.idempotency_key for row in outbox.due(1)] == [OTHER]


def test_a_row_written_while_the_clock_was_far_ahead_does_not_wait_for_that_day(outbox, clock):
    clock.turn(70 * 365 * 86400)
    put(outbox, rest=15)
    clock.now = NOW
    assert [row.idempotency_key for row in outbox.due(100)] == [KEY]


def test_a_row_that_was_declined_stays_and_is_not_sent_again(outbox, clock):
    put(outbox)
    outbox.keep(KEY, "phone_limit_reached")
    clock.turn(1_000_000)
    assert not outbox.due(100)
    (row,) = outbox.rows()
    assert (row.state, row.refusal) == ("kept", "phone_limit_reached")


def test_screen_and_agent_see_the_same_rows(outbox, tmp_path, clock):
    agent = Outbox(tmp_path / "outbox.db", clock)
    put(outbox)
    assert len(agent.due(100)) == 1
    agent.release(SignedReceipt(KEY, CODE))
    assert not outbox.rows()
    agent.close()


def test_the_file_is_for_its_owner_only_and_syncs_each_write(outbox, tmp_path):
    put(outbox)
    assert (tmp_path / "outbox.db").stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(tmp_path / "outbox.db") as other:
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    other.close()
    assert outbox._file._database.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


def test_a_row_survives_the_death_of_its_process(tmp_path, clock):
    script = f"""
import os, signal
from datetime import datetime, UTC
from pathlib import Path
from kiosk.client.outbox import Outbox
from kiosk.client.encryption import Ciphertext
outbox = Outbox(Path({str(tmp_path / "outbox.db")!r}), lambda: datetime.now(UTC))
outbox.put({KEY!r}, {CODE!r}, Ciphertext("seal1", b"sealed"))
os.kill(os.getpid(), signal.SIGKILL)
"""
    died = subprocess.run([sys.executable, "-c", script], check=False)
    assert died.returncode == -signal.SIGKILL
    outbox = Outbox(tmp_path / "outbox.db", clock)
    assert [row.idempotency_key for row in outbox.rows()] == [KEY]
    outbox.close()


@pytest.mark.parametrize("damage", [b"", b"this is no database, and never was one " * 100])
def test_a_damaged_file_is_set_aside_and_a_fresh_one_begun(tmp_path, clock, damage):
    path = tmp_path / "outbox.db"
    path.write_bytes(damage)
    outbox = Outbox(path, clock)
    put(outbox)
    assert len(outbox.rows()) == 1
    aside = [each for each in tmp_path.iterdir() if ".damaged-" in each.name]
    assert [each.read_bytes() for each in aside] == ([damage] if damage else [])
    outbox.close()


def test_damage_while_it_is_open_loses_neither_the_old_file_nor_the_new_row(outbox, tmp_path):
    put(outbox)
    path = tmp_path / "outbox.db"
    outbox.close()  # its rows now stand in the file itself
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    put(outbox, OTHER)
    assert [row.idempotency_key for row in outbox.rows()] == [OTHER]
    (aside,) = tmp_path.glob("outbox.db.damaged-*")
    assert aside.read_bytes() == bytes(content)


def test_a_file_that_was_set_aside_by_the_other_process_gets_no_more_rows(outbox, tmp_path):
    put(outbox)
    for part in tmp_path.iterdir():
        part.rename(tmp_path / f"aside-{part.name}")
    put(outbox, OTHER)
    fresh = Outbox(tmp_path / "outbox.db", lambda: NOW)
    assert [row.idempotency_key for row in fresh.rows()] == [OTHER]
    fresh.close()


def test_a_file_of_a_newer_version_is_left_alone(tmp_path, clock):
    path = tmp_path / "outbox.db"
    with sqlite3.connect(path) as newer:
        newer.execute("PRAGMA user_version = 99")
    newer.close()
    before = path.read_bytes()
    with pytest.raises(OSError, match="newer version"):
        put(Outbox(path, clock))
    assert path.read_bytes() == before


def test_a_place_that_cannot_be_written_is_an_os_error(tmp_path, clock):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("x")
    for path in (
        Path("/proc/outbox.db"),
        tmp_path / "nowhere" / "outbox.db",
        in_the_way / "outbox.db",
        tmp_path,
    ):
        with pytest.raises(OSError):  # noqa: PT011 - which one is the disk's business
            put(Outbox(path, clock))


_ON_A_SMALL_DISK = """
import subprocess, sys
from datetime import UTC, datetime
from pathlib import Path
from kiosk.client.outbox import Outbox
from kiosk.client.encryption import Ciphertext
disk = Path(sys.argv[1])
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk], check=True)
outbox = Outbox(disk / "outbox.db", lambda: datetime.now(UTC))
put = 0
try:
    while True:
        outbox.put(f"{put:032x}", "7K3M9QXRA2WD", Ciphertext("k", bytes(4000)))
        put += 1
except OSError as error:
    print(error.errno, put == len(outbox.rows()) > 0)
outbox.close()
subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
try:
    Outbox(disk / "outbox.db", lambda: datetime.now(UTC)).put("f" * 32, "7K3M9QXRA2WD", Ciphertext("k", b"x"))
except OSError as error:
    print(error.errno)
"""


def test_a_full_disk_and_a_read_only_one_say_so_and_keep_every_row(tmp_path):
    """On a real file system of 256 kB, in a mount namespace of its own."""
    own_mounts = ["unshare", "--user", "--map-root-user", "--mount"]
    if subprocess.run([*own_mounts, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody make a mount namespace")
    ran = subprocess.run(
        [*own_mounts, sys.executable, "-c", _ON_A_SMALL_DISK, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert ran.stdout.split() == [str(errno.ENOSPC), "True", str(errno.EROFS)], ran.stderr
