"""The modem's spool, sent from by a real gammu-smsd over its dummy device."""

import asyncio
import contextlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.backend.messages.providers.gammu import FOLDERS, GammuSpool
from kiosk.backend.messages.sms import Delivery, DeliveryState, Failure
from tests.backend.messages.samples import MESSAGE, OTHER, PATIENT, QUICK, WORDS, failing

DAEMON = shutil.which("gammu-smsd")
NAME = f"OUT{MESSAGE.id}.smsbackup"
needs_gammu = pytest.mark.skipif(DAEMON is None, reason="gammu-smsd is not installed")
LOOK = 0.05


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    for folder in (*FOLDERS, "inbox"):
        (tmp_path / "spool" / folder).mkdir(parents=True)
    return tmp_path / "spool"


class Daemon:
    """gammu-smsd in a directory of its own, over a modem that is a directory."""

    def __init__(self, spool: Path) -> None:
        self.directory = spool.parent
        self.modem = self.directory / "modem"
        self.modem.mkdir()
        self._config = self.directory / "smsdrc"
        paths = "".join(
            f"{key}path = {spool / folder}/\n"
            for key, folder in (
                ("inbox", "inbox"),
                ("outbox", "outbox"),
                ("sentsms", "sent"),
                ("errorsms", "error"),
            )
        )
        self._config.write_text(
            f"[gammu]\nmodel = dummy\nconnection = none\nport = {self.modem}\n"
            "[smsd]\nservice = files\ncommtimeout = 0\nloopsleep = 0\nstatusfrequency = 0\n"
            f"checksecurity = 0\ncheckbattery = 0\nchecksignal = 0\ncheckNetwork = 0\n"
            f"debuglevel = 1\nlogfile = {self.directory / 'log'}\n{paths}"
        )

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Run it for as long as the block lasts."""
        assert DAEMON is not None
        process = subprocess.Popen(
            [DAEMON, "-c", str(self._config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(20)

    @property
    def transmitted(self) -> int:
        """How many messages (parts, where there are several) the modem has sent."""
        with contextlib.suppress(FileNotFoundError):
            return (self.directory / "log").read_text(errors="replace").count("Transmitted OUT")
        return 0

    @property
    def log(self) -> str:
        return (self.directory / "log").read_text(errors="replace")


@pytest.fixture
def daemon(spool: Path) -> Daemon:
    return Daemon(spool)


async def until(happens: Callable[[], object]) -> None:
    """Wait for what another thread does to the disk."""
    async with asyncio.timeout(PATIENT):
        while not happens():  # noqa: ASYNC110 - no event tells of a file
            await asyncio.sleep(0.01)


@needs_gammu
async def test_a_message_goes_out_over_the_modem_once_and_leaves_its_name_alone(spool, daemon):
    sms = GammuSpool(spool, PATIENT, LOOK)
    with daemon.running():
        accepted = await sms.send(MESSAGE)
        assert accepted == await sms.send(MESSAGE)
        await sms.send(OTHER)
    assert daemon.transmitted == 2
    assert f'"{MESSAGE.phone}" with text "{WORDS}" cod 3 ' in daemon.log  # in seven bits
    assert (spool / "sent" / NAME).read_bytes() == b""
    assert await sms.delivery(MESSAGE.id, accepted.provider_id) == Delivery(DeliveryState.ACCEPTED)
    assert await sms.balance() is None


@needs_gammu
@pytest.mark.parametrize(("words", "parts"), [("đ" * 71, 2), ("€" * 81, 2), ("x" * 400, 3)])
async def test_a_long_message_goes_out_in_parts(spool, daemon, words, parts):
    with daemon.running():
        await GammuSpool(spool, PATIENT, LOOK).send(replace(MESSAGE, words=words))
    assert daemon.transmitted == parts


@needs_gammu
async def test_two_workers_with_the_same_message_send_it_once(spool, daemon):
    workers = [GammuSpool(spool, PATIENT, LOOK) for _ in range(4)]
    with daemon.running():
        accepted = await asyncio.gather(*(worker.send(MESSAGE) for worker in workers))
    assert len(set(accepted)) == 1
    assert daemon.transmitted == 1


@needs_gammu
async def test_a_modem_that_is_unplugged_takes_nothing_and_what_waited_is_not_sent_later(spool, daemon):
    daemon.modem.rmdir()
    sms = GammuSpool(spool, 1.0, LOOK)
    with daemon.running():
        async with failing(Failure.AWAY):
            await sms.send(MESSAGE)
        assert list((spool / "outbox").iterdir()) == []
    daemon.modem.mkdir()
    with daemon.running():
        await GammuSpool(spool, PATIENT, LOOK).send(OTHER)
    assert daemon.transmitted == 1


async def test_without_a_daemon_nothing_is_taken_and_the_next_attempt_may_send(spool):
    sms = GammuSpool(spool, QUICK, LOOK)
    for _ in range(2):
        async with failing(Failure.AWAY):
            await sms.send(MESSAGE)
    assert await sms.delivery(MESSAGE.id, "") is None
    assert [path for folder in FOLDERS for path in (spool / folder).iterdir()] == []


async def test_what_the_daemon_had_opened_stays_in_doubt_and_is_not_dropped_again(spool):
    sms = GammuSpool(spool, PATIENT, LOOK)
    sending = asyncio.create_task(sms.send(MESSAGE))
    dropped = spool / "outbox" / NAME
    await until(dropped.exists)
    assert b"0042004800580048" in dropped.read_bytes()  # the daemon reads it, and then the modem hangs
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    for _ in range(2):
        async with failing(Failure.AWAY, in_doubt=True):
            await GammuSpool(spool, QUICK, LOOK).send(MESSAGE)
    assert [path.stat().st_size for path in (spool / "outbox").iterdir()] == [0]


async def test_what_the_modem_refused_is_said_each_time_and_its_words_are_erased(spool):
    (spool / "error" / NAME).write_text("refused")
    sms = GammuSpool(spool, PATIENT, LOOK)
    for _ in range(2):
        async with failing(Failure.AWAY, in_doubt=True):
            await sms.send(MESSAGE)
    assert await sms.delivery(MESSAGE.id, "") == Delivery(DeliveryState.FAILED, Failure.AWAY)
    assert (spool / "error" / NAME).read_bytes() == b""
    assert list((spool / "outbox").iterdir()) == []


async def test_a_file_shows_neither_number_nor_words_in_its_name_and_is_not_for_everybody(spool):
    sending = asyncio.create_task(GammuSpool(spool, PATIENT, LOOK).send(MESSAGE))
    await until(lambda: list((spool / "outbox").glob("OUT*")))
    seen = list((spool / "outbox").glob("OUT*"))
    assert [path.name for path in seen] == [NAME]
    assert seen[0].stat().st_mode & 0o007 == 0
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)


async def test_what_a_killed_worker_left_is_withdrawn_by_the_next_message(spool):
    left = spool / "outbox" / NAME
    left.write_text("left")
    os.utime(left, ns=(1, 10**9))
    async with failing(Failure.AWAY):
        await GammuSpool(spool, QUICK, LOOK).send(OTHER)
    assert list((spool / "outbox").iterdir()) == []


async def test_a_spool_that_may_not_be_written_is_named(spool):
    shutil.rmtree(spool / "outbox")
    async with failing(Failure.CREDENTIALS, in_doubt=True):
        await GammuSpool(spool, QUICK, LOOK).send(MESSAGE)


async def test_an_id_that_leads_elsewhere_is_refused(spool):
    with pytest.raises(ValueError, match="id"):
        await GammuSpool(spool, QUICK, LOOK).send(replace(MESSAGE, id="../../etc/cron.d/x"))
