"""What is logged: lines of JSON with types and places, never personal data.

Screen and agent write to the state directory, never to the terminal; a service writes to standard error, for
systemd or a container to keep.
"""

import contextlib
import logging
import sys
from logging.handlers import RotatingFileHandler, WatchedFileHandler
from pathlib import Path

import structlog
from structlog.stdlib import ExtraAdder, ProcessorFormatter, add_log_level, add_logger_name
from structlog.typing import EventDict, Processor

from kiosk.ports.crash_report import describe

_SIZE = 1_000_000

_log = logging.getLogger(__name__)


def keep(directory: Path, *, rotates: bool = False) -> None:
    """Log to kiosk.log from now on. One process rotates it (the agent), the others follow."""
    path = directory / "kiosk.log"
    handler: logging.Handler = _Following(path, encoding="utf-8", delay=True)
    if rotates:
        handler = RotatingFileHandler(path, maxBytes=_SIZE, backupCount=1, encoding="utf-8", delay=True)
    logging.raiseExceptions = False  # a full disk must not write to the terminal
    _write_to(handler)


def to_stderr() -> None:
    """Log to standard error from now on; requests, of which there are many, go there by the shortest way."""
    _write_to(logging.StreamHandler())
    structlog.configure(
        processors=[structlog.processors.add_log_level, _stamp(), _places_only, _json()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _write_to(handler: logging.Handler) -> None:
    chain: list[Processor] = [add_log_level, add_logger_name, ExtraAdder(), _stamp(), _places_only]
    finish: list[Processor] = [ProcessorFormatter.remove_processors_meta, _json()]
    handler.setFormatter(ProcessorFormatter(foreign_pre_chain=chain, processors=finish))
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for chatty in ("httpx", "alembic"):  # addresses; a line for each of its plugins
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _stamp() -> Processor:
    return structlog.processors.TimeStamper(fmt="iso", utc=True)


def _json() -> Processor:
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def crashed(directory: Path, places: str) -> None:
    """Write down where this process crashed."""
    keep(directory)
    _log.error("crashed", extra={"at": places})


class _Following(WatchedFileHandler):
    """A disk that refuses costs the line and nothing else."""

    def emit(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(OSError):
            super().emit(record)


def _places_only(_: object, __: str, event: EventDict) -> EventDict:
    """Of an exception only types and places are written: its message may quote a person."""
    event.pop("color_message", None)  # uvicorn's, for terminals
    error = event.pop("exc_info", None)
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = describe(error)
    return event
