"""`kiosk agent`: sends what waits in the outbox, keeps the backend's keys, serves the embedded backend."""

import asyncio
import contextlib
import fcntl
import logging
import os
import random
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import exit_status, practice_ward, supervisor
from kiosk.cli import log
from kiosk.config.reader import Settings, load
from kiosk.ports.crash_report import describe, report_strays
from kiosk.ports.errors import Refused, Unavailable
from kiosk.wiring import client as client_wiring
from kiosk.wiring import state

if TYPE_CHECKING:
    from kiosk.client.drain import Drain

_DRAIN_EVERY = 2.0
_KEYS_EVERY = 60.0
_KEYS_SOON = 1.0
"""Seconds until the keys are asked for again while there was no answer."""
_AFTER_FAILURE = 5.0
_FAREWELL = 3
"""Seconds that a request under way has when the agent is told to end."""

_log = logging.getLogger(__name__)


def start(config: str | None, demo: bool) -> None:
    """Work beside the screen, without a terminal, until told to end."""
    os.umask(0o077)
    settings = load(Path(config) if config else None)
    settings = settings.with_demo() if demo else settings
    practice = practice_ward.directory()
    settings = settings.with_practice(practice) if practice else settings
    supervisor.end_with_supervisor()
    try:
        state.prepare_state(settings.state_dir)
        with _alone(settings.state_dir), _listener(settings) as listener:
            log.keep(settings.state_dir, rotates=True)
            asyncio.run(_work(settings, listener))
    except Exception as error:
        log.crashed(settings.state_dir, describe(error))
        sys.exit(exit_status.CRASHED)


@contextlib.contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Wait until no other agent works on this directory: a second one would take the first one's socket."""
    lock = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


@contextlib.contextmanager
def _listener(settings: Settings) -> Iterator[socket.socket | None]:
    """Listen where the screen calls, before the backend is loaded: who calls meanwhile is kept waiting."""
    if not settings.is_embedded:
        yield None
        return
    address = Path(state.socket_address(settings.state_dir))
    with socket.socket(socket.AF_UNIX) as listener:
        address.unlink(missing_ok=True)  # left by an agent that was killed: there is no other, see _alone
        before = os.umask(0o177)
        listener.bind(str(address))
        os.umask(before)
        listener.listen()
        yield listener
        address.unlink(missing_ok=True)


async def _work(settings: Settings, listener: socket.socket | None) -> None:
    """Serve, drain and renew until a signal says that it is enough."""
    from kiosk.client import heartbeat, revocation_list  # only now: the socket already listens
    from kiosk.client.drain import Drain

    enough = asyncio.Event()
    loop = asyncio.get_running_loop()
    report_strays(loop, lambda places: _log.error("stray", extra={"at": places}))
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        loop.add_signal_handler(number, enough.set)
    async with _served(settings, listener), asyncio.TaskGroup() as group:
        client = client_wiring.client(settings)
        drain = Drain(client.api, client.outbox, client.keyring, state.now, random.random)
        works = (
            lambda: _drain(drain),
            lambda: _renew_keys(client),
            lambda: heartbeat.send(client.api, client.outbox),
            lambda: revocation_list.renew(
                client.api, client.keyring, settings.state_dir / "revocations.json"
            ),
        )
        tasks = [group.create_task(_again_and_again(work)) for work in works]
        await enough.wait()
        for task in tasks:
            task.cancel()
    await client.api.close()
    client.outbox.close()


@contextlib.asynccontextmanager
async def _served(settings: Settings, listener: socket.socket | None) -> AsyncIterator[None]:
    """Serve the embedded backend for as long as this lasts; a remote one runs elsewhere."""
    if listener is None:
        yield
        return
    import uvicorn

    from kiosk.backend.http.app import create_app
    from kiosk.wiring import service

    backend = await asyncio.to_thread(service.open_embedded, settings)
    config = uvicorn.Config(
        create_app(backend),
        log_config=None,
        access_log=False,
        ws="none",
        lifespan="on",
        server_header=False,
        timeout_graceful_shutdown=_FAREWELL,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield
    finally:
        server.should_exit = True
        await serving


async def _again_and_again(work: Callable[[], Awaitable[float]]) -> None:
    """Do `work`, rest for as long as it says, and so on: nothing that goes wrong ends it."""
    while True:
        try:
            pause = await work()
        except Exception as error:
            _log.error("agent_failed", extra={"at": describe(error)})
            pause = _AFTER_FAILURE
        await asyncio.sleep(pause)


async def _drain(drain: "Drain") -> float:
    return 0.0 if await drain.once() else _DRAIN_EVERY


async def _renew_keys(client: client_wiring.Client) -> float:
    """Keep the backend's public keys on disk, so that the screen can seal and verify while it is away."""
    try:
        keys = await client.api.keys()
    except (Refused, Unavailable):
        return _KEYS_SOON
    await asyncio.to_thread(client.keyring.renew, keys)
    return _KEYS_EVERY
