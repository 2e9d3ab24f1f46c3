"""A modem behind Debian's gammu-smsd: messages are dropped as files into its spool, and it sends them.

Its service FILES (gammu-smsd-files(7)) takes `outbox/OUT….smsbackup`, one at a time in the order of names,
and moves it to `sent` once the network has taken the message, or to `error`. The form "smsbackup" keeps the
number inside the file, so that no name of a file and no log of names holds it.

Sent once: the file bears the message's id, is looked for in all three folders first, and appears whole. What
the daemon has not taken in time is withdrawn, so that no code goes out when the modem is plugged in an hour
later. Had the daemon opened it, nobody knows; then an empty file stays in its place, and the same id is not
dropped again. Of what was sent only the name stays: number and words are erased.

The daemon does not tell why a message failed, nor when the phone has it, nor what is left on the SIM. Whether
it runs and has its modem is asked of its monitor (`gammu_monitor`).
"""

import asyncio
import contextlib
import os
import re
import secrets
import time
from enum import Enum
from pathlib import Path

from kiosk.backend.messages.providers import gammu_monitor
from kiosk.backend.messages.sms import Acceptance, Delivery, DeliveryState, Failure, Message, SendingFailed
from kiosk.domain import gsm

SPOOL = "/var/spool/gammu"
"""Debian's."""
FOLDERS = ("outbox", "sent", "error")
_ID = re.compile(r"[A-Za-z0-9-]{1,50}")
_OURS = re.compile(rf"OUT{_ID.pattern}\.smsbackup")
"""The names that other programs give have underscores."""
_LINE = 50
"""UTF-16 units in a line of text: the daemon reads no longer ones."""
_SETTLED = 0.1
"""Seconds in which the daemon has read what it had opened as the file was withdrawn."""
_UNREAD = 1
"""Nanoseconds since 1970 that a dropped file was read at, until it is."""


class _Place(Enum):
    OUTBOX = "outbox"
    SENT = "sent"
    ERROR = "error"
    IN_DOUBT = "in doubt"


class GammuSpool:
    """Sends through gammu-smsd's spool."""

    name = "gammu"
    is_simulated = False
    knows_duplicates = True

    def __init__(self, spool: Path, config: Path, timeout: float, pause: float = 0.5) -> None:
        """`config`: the daemon's own file; `timeout`: seconds it may take; `pause`: between two looks."""
        self._spool, self._config = spool, config
        self._timeout, self._pause = timeout, pause

    async def send(self, message: Message) -> Acceptance:
        """Hand one message to the modem, and wait until the network has it. Raises `SendingFailed`."""
        name = _file_name(message.id)
        try:
            await asyncio.to_thread(self._withdraw_forgotten)
            place = await asyncio.to_thread(self._drop, name, message)
        except OSError as error:
            raise SendingFailed(Failure.CREDENTIALS, detail=f"spool: {error.strerror}") from None
        try:
            if place is _Place.OUTBOX:
                await self._until_it_moves(name)
            return await asyncio.to_thread(self._judge, name)
        except asyncio.CancelledError:
            self._withdraw(name)
            raise
        except OSError as error:
            detail = f"spool: {error.strerror}"
            raise SendingFailed(Failure.CREDENTIALS, may_have_been_sent=True, detail=detail) from None

    async def delivery(self, message_id: str, provider_id: str) -> Delivery | None:
        """Say whether the network has it; that the phone has it is not told."""
        place = await asyncio.to_thread(self._find, _file_name(message_id))
        if place is _Place.ERROR:
            return Delivery(DeliveryState.FAILED, Failure.AWAY)
        return Delivery(DeliveryState.ACCEPTED) if place is _Place.SENT else None

    async def balance(self) -> int | None:
        """Know nothing of the SIM's account. Raises `SendingFailed` when there is no modem to send with."""
        trouble = await asyncio.to_thread(gammu_monitor.trouble, self._config)
        if trouble:
            raise SendingFailed(Failure.AWAY, detail=trouble)
        return None

    async def _until_it_moves(self, name: str) -> None:
        """Wait until the daemon has done with the file, or the time is over."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._timeout):
                # The daemon tells in no other way.
                while await asyncio.to_thread(self._find, name) is _Place.OUTBOX:  # noqa: ASYNC110 - files, no event
                    await asyncio.sleep(self._pause)

    def _drop(self, name: str, message: Message) -> _Place:
        """Put the file into the outbox unless it is anywhere already; return where it is."""
        place = self._find(name)
        if place is not None:
            return place
        outbox = self._spool / "outbox"
        draft = outbox / f".{secrets.token_hex(8)}"  # the daemon passes over hidden files
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "wb") as file:
                with contextlib.suppress(PermissionError):  # the daemon's group, where we belong to it
                    os.chown(file.fileno(), -1, outbox.stat().st_gid)
                file.write(_content(message))
                file.flush()
                os.fsync(file.fileno())
            os.utime(draft, ns=(_UNREAD, draft.stat().st_mtime_ns))
            os.link(draft, outbox / name)  # of two workers with the same message one wins
        except FileExistsError:
            pass
        finally:
            draft.unlink(missing_ok=True)
        return _Place.OUTBOX

    def _find(self, name: str) -> _Place | None:
        """Look where the file is; in the order in which it moves, so that it cannot slip by."""
        for place in (_Place.OUTBOX, _Place.SENT, _Place.ERROR):
            if (self._spool / place.value / name).exists():
                return place
        return _Place.IN_DOUBT if self._doubt(name).exists() else None

    def _judge(self, name: str) -> Acceptance:
        """Say what has become of the file, withdrawing it if it still waits. Raises `SendingFailed`."""
        if self._find(name) is _Place.OUTBOX:
            self._withdraw(name)
        place = self._find(name)
        if place is _Place.SENT:
            _empty(self._spool / "sent" / name)
            return Acceptance(name)
        if place is _Place.ERROR:
            _empty(self._spool / "error" / name)
            raise SendingFailed(Failure.AWAY, may_have_been_sent=True, detail="modem refused")
        if place is None:
            detail = gammu_monitor.trouble(self._config) or "modem does not take it"
            raise SendingFailed(Failure.AWAY, detail=detail)
        raise SendingFailed(Failure.AWAY, may_have_been_sent=True, detail="modem does not answer")

    def _withdraw(self, name: str) -> None:
        """Take the file back. What the daemon has opened stays as a name, in doubt."""
        doubt = self._doubt(name)
        try:
            (self._spool / "outbox" / name).rename(doubt)
        except FileNotFoundError:  # it has moved on
            return
        time.sleep(_SETTLED)
        keeps_times = not os.statvfs(doubt).f_flag & os.ST_NOATIME
        if keeps_times and doubt.stat().st_atime_ns == _UNREAD:
            doubt.unlink()
        else:
            _empty(doubt)

    def _withdraw_forgotten(self) -> None:
        """Take back what a worker that was killed has left: it would go out whenever a modem comes."""
        last = time.time() - 2 * self._timeout
        for path in (self._spool / "outbox").iterdir():
            with contextlib.suppress(FileNotFoundError):
                if _OURS.fullmatch(path.name) and path.stat().st_mtime < last:
                    self._withdraw(path.name)

    def _doubt(self, name: str) -> Path:
        return self._spool / "outbox" / f".{name}"


def _file_name(message_id: str) -> str:
    if not _ID.fullmatch(message_id):
        raise ValueError("no id of a message")
    return f"OUT{message_id}.smsbackup"


def _empty(path: Path) -> None:
    """Erase number and words; the name stays, by which the message is known again."""
    with contextlib.suppress(FileNotFoundError, PermissionError):
        os.truncate(path, 0)


def _content(message: Message) -> bytes:
    """Write the message as gammu-smsd-inject does: a section for each part, text as UTF-16 in hexadecimal."""
    pieces = gsm.split(message.words)
    coding = "Default" if gsm.is_gsm7(message.words) else "Unicode"
    series = secrets.randbelow(256)
    sections = []
    for place, piece in enumerate(pieces):
        units = piece.encode("utf-16-be").hex().upper()
        lines = [units[start : start + 4 * _LINE] for start in range(0, len(units), 4 * _LINE)]
        header = f"UDH = 050003{series:02X}{len(pieces):02X}{place + 1:02X}\n" if len(pieces) > 1 else ""
        sections.append(
            f"[SMSBackup{place:03d}]\nPDU = Submit\nState = UnSent\n"
            f'Number = "{message.phone}"\n'
            f"NumberUnicode = {message.phone.encode('utf-16-be').hex().upper()}\n"
            f"{header}"
            + "".join(f"Text{number:02d} = {line}\n" for number, line in enumerate(lines))
            + f"Coding = {coding}_No_Compression\nFolder = 1\nLength = {len(units) // 4}\nClass = -1\n"
            "ReplySMSC = False\nRejectDuplicates = False\nReplaceMessage = 0\n"
        )
    return "\n".join(sections).encode("ascii")
