"""The backend, here or on the ward's server: does it answer, does it take us, what time is it there."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

from kiosk.cli.doctor.finding import Finding, broken, careful, good, skipped
from kiosk.cli.doctor.storage import is_running, own_key
from kiosk.client.api import Api
from kiosk.config.settings import Settings
from kiosk.ports.errors import Refused, Unavailable
from kiosk.wiring import client, state

_TIMEOUT = 2.0
"""Seconds for each question; a citizen at the kiosk is made to wait longer, a technician need not be."""
_EARLIEST = 2026
"""No clock that is right has shown an earlier year since this program was written."""
_ZONE = timedelta(hours=7)
_NOTICED, _TOO_FAR = timedelta(seconds=30), timedelta(minutes=5)
"""Off the server's clock by so much: codes and cards would be too early or too late for one of the two."""


def backend(settings: Settings) -> Iterator[Finding]:
    """Is it alive, ready, and does it know this kiosk?"""
    if settings.is_embedded and not is_running(settings.state_dir):
        start = "kiosk run --demo" if settings.demo.enabled else "kiosk run"
        yield careful("doctor.backend.not_running", start=start)
    elif not os.access(own_key(settings), os.R_OK):
        yield skipped("doctor.backend.no_key")
    else:
        where = "" if settings.is_embedded else urlsplit(settings.backend.url).netloc
        yield from _asked(settings, partial(_backend, where=where))


async def _backend(api: Api, *, where: str) -> list[Finding]:
    found: list[Finding] = []
    try:
        await api.health()
        found.append(good("doctor.backend.remote", where=where) if where else good("doctor.backend.embedded"))
        if not await api.is_ready():
            return [*found, broken("doctor.backend.not_ready")]
        await api.campaign()
    except Refused:
        return [*found, broken("doctor.backend.key_refused")]
    except Unavailable as error:
        return [*found, broken(f"doctor.backend.{error.why}")]
    found.append(good("doctor.backend.takes_us"))
    return [*found, await _codes(api)]


async def _codes(api: Api) -> Finding:
    """Can a kiosk ask for a code now? An older backend cannot say."""
    try:
        codes = await api.code_availability()
    except (Refused, Unavailable):
        return skipped("doctor.backend.codes_unknown")
    if codes.is_available:
        return good("doctor.backend.codes", sender=codes.sender or "-")
    return careful("doctor.backend.no_codes")


def clock(settings: Settings, tell: Callable[[], datetime] = state.now) -> Iterator[Finding]:
    """Is what it tells plausible, Vietnam's time, and the server's?"""
    now = tell()
    if now.year < _EARLIEST:
        yield broken("doctor.clock.long_ago", time=f"{now:%H:%M %d/%m/%Y}")
        return
    if now.utcoffset() != _ZONE:
        yield careful("doctor.clock.zone", time=f"{now:%H:%M}", zone=f"{now:%Z}")
    else:
        yield good("doctor.clock.plausible", time=f"{now:%H:%M %d/%m/%Y}")
    if not settings.is_embedded and os.access(own_key(settings), os.R_OK):
        yield from _asked(settings, partial(_clock, tell=tell))


async def _clock(api: Api, *, tell: Callable[[], datetime]) -> list[Finding]:
    try:
        theirs = await api.health()
    except Unavailable:
        return []  # said above
    off = abs(tell() - theirs) if theirs is not None else timedelta()
    minutes = f"{off / timedelta(minutes=1):.1f}"
    if off < _NOTICED:
        return [good("doctor.clock.agrees") if theirs else skipped("doctor.clock.unknown")]
    return [(broken if off > _TOO_FAR else careful)("doctor.clock.differs", minutes=minutes)]


def _asked(settings: Settings, ask: Callable[[Api], Awaitable[list[Finding]]]) -> list[Finding]:
    async def run() -> list[Finding]:
        timeout = min(settings.backend.timeout, _TIMEOUT)
        api = client.client(replace(settings, backend=replace(settings.backend, timeout=timeout))).api
        try:
            return await ask(api)
        finally:
            await api.close()

    return asyncio.run(run())
