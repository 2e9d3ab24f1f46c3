"""`kiosk serve`: the backend as an HTTP service, in several processes of which each can be replaced."""

import contextlib
import errno
import logging
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.start_checks import CannotServe, check
from kiosk.config import reader
from kiosk.config.settings import ServeSettings, Settings
from kiosk.exit_status import NOT_DONE
from kiosk.resources.languages import languages
from kiosk.resources.text import words

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_FAREWELL = 20
"""Seconds that what was accepted has to be finished in when the service is told to end."""
_KEEP_ALIVE = 75
"""Seconds that an idle connection is kept: longer than proxies keep theirs, so that none closes under one."""
_SIGN_OF_LIFE = 30
"""Seconds in which a process has to answer its parent: to start one takes a busy machine longer than the 5 of
uvicorn's own, which then replaces each before it has come up."""
_BACKLOG = 2048
_TURN = 0.0005
"""Seconds after which the thread that reads requests lets the one go on that the database has answered.

With Python's own 5 ms a transaction may wait that long after each of its statements.
"""

_log = logging.getLogger(__name__)


@click.command()
@click.option(
    "--config",
    "path",
    type=click.Path(path_type=Path),
    help="The settings; by default ./config.toml if there is one.",
)
def serve(path: Path | None) -> None:
    """Serve the backend over HTTP until told to end (SIGTERM); SIGHUP replaces its processes one by one."""
    os.umask(0o077)
    settings = reader.load(path)
    try:
        check(settings)
        with _listener(settings.serve) as listener, tempfile.TemporaryDirectory(prefix="kiosk-") as counts:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = counts  # before anything that counts is imported
            _run(settings, listener)
    except CannotServe as reason:
        for language in languages():
            click.echo(words(f"serve.{reason.problem}", language, **reason.values), err=True)
        sys.exit(reason.status)


@contextlib.contextmanager
def _listener(serve: ServeSettings) -> Iterator[socket.socket]:
    """Listen where the settings say; one socket for all processes, so that none of its callers is lost."""
    try:
        listener = _on_socket(Path(serve.socket)) if serve.socket else _on_port(*serve.address)
    except OSError as error:
        problem = "in_use" if error.errno == errno.EADDRINUSE else "cannot_listen"
        raise CannotServe(problem, NOT_DONE, listen=serve.listen, reason=error.strerror) from error
    with listener:
        listener.listen(_BACKLOG)
        yield listener
    if serve.socket:
        Path(serve.socket).unlink(missing_ok=True)


def _on_port(host: str, port: int) -> socket.socket:
    family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    listener = socket.socket(family)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError:
        listener.close()
        raise
    return listener


def _on_socket(path: Path) -> socket.socket:
    """Bind a socket for the owner only; one that no process listens on any more is cleared away."""
    with socket.socket(socket.AF_UNIX) as trial:
        if trial.connect_ex(str(path)) == 0:
            raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))
    if path.is_socket():
        path.unlink()
    listener = socket.socket(socket.AF_UNIX)
    before = os.umask(0o177)
    try:
        listener.bind(str(path))
    except OSError:
        listener.close()
        raise
    finally:
        os.umask(before)
    return listener


def _run(settings: Settings, listener: socket.socket) -> None:
    """Keep the processes running until told to end, and let them finish."""
    import uvicorn

    from kiosk.cli import log
    from kiosk.cli.workers import Workers

    log.to_stderr()
    serve = settings.serve
    Workers(
        uvicorn.Config(
            partial(application, settings),
            factory=True,
            workers=serve.workers,
            loop="uvloop",
            http="httptools",
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=serve.behind_proxy,
            forwarded_allow_ips="*" if serve.socket else "127.0.0.1,::1",
            ssl_certfile=_file(serve.certificate),
            ssl_keyfile=_file(serve.certificate_key),
            backlog=_BACKLOG,
            timeout_keep_alive=_KEEP_ALIVE,
            timeout_worker_healthcheck=_SIGN_OF_LIFE,
            timeout_graceful_shutdown=_FAREWELL,
        ),
        [listener],
        patience=_FAREWELL + 10,
    ).run()


def _file(name: str) -> Path | None:
    return Path(name).expanduser() if name else None


def application(settings: Settings) -> "ASGIApp":
    """Build what one process serves: the backend behind the door, with a journal around both.

    What went wrong since the start was checked is logged like everything else; the process is replaced.
    """
    from kiosk import supervisor
    from kiosk.backend.http.admission import Admission, RateLimit
    from kiosk.backend.http.app import create_app
    from kiosk.backend.http.request_log import RequestLog
    from kiosk.cli import log
    from kiosk.wiring import service

    log.to_stderr()
    sys.setswitchinterval(_TURN)
    supervisor.end_with_supervisor()
    try:
        app = create_app(service.open_backend(settings))
    except Exception:
        _log.exception("cannot_start")
        sys.exit(NOT_DONE)
    return RequestLog(Admission(app, settings.serve.most_waiting, RateLimit(settings.serve.per_kiosk)))
