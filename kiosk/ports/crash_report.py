"""What may be told of a crash: where and what kind, never what it was about.

Textual prints a traceback with every local variable, a citizen's number among them, and an exception's own
message often quotes what it could not read (docs/terminal.md#default-app). So a report is made of types,
files and lines.
"""

import asyncio
import sys
import threading
from collections.abc import Callable
from pathlib import PurePath
from traceback import walk_tb
from typing import Any

Report = Callable[[str], None]

_FRAMES = 8
_CHAIN = 4


def describe(error: BaseException) -> str:
    """Return the types and places of `error` and of what led to it: "KeyError at ui/flow/type.py:62 …"."""
    parts: list[str] = []
    here: BaseException | None = error
    while here is not None and len(parts) < _CHAIN:
        places = [f"{_short(frame.f_code.co_filename)}:{line}" for frame, line in walk_tb(here.__traceback__)]
        parts.append(" ".join([type(here).__name__, "at", *reversed(places[-_FRAMES:])]))
        wrapped = getattr(here, "error", None)  # Textual's WorkerFailed keeps the cause there
        here = wrapped if isinstance(wrapped, BaseException) else here.__cause__ or here.__context__
    return " from ".join(parts)


def report_strays(loop: asyncio.AbstractEventLoop, report: Report) -> None:
    """Report what fails in a bare task, a callback or a thread; such an error ends nothing."""

    def in_loop(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        report(describe(error) if isinstance(error, BaseException) else "the event loop complained")

    def in_thread(failed: threading.ExceptHookArgs) -> None:
        report(describe(failed.exc_value) if failed.exc_value else failed.exc_type.__name__)

    def unraisable(failed: "sys.UnraisableHookArgs") -> None:
        report(describe(failed.exc_value) if failed.exc_value else failed.exc_type.__name__)

    loop.set_exception_handler(in_loop)
    threading.excepthook = in_thread
    sys.unraisablehook = unraisable


def _short(path: str) -> str:
    return "/".join(PurePath(path).parts[-3:])
