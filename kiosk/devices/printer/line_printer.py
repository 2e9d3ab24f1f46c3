"""A receipt printer behind the kernel's own driver (/dev/usb/lp0), which python-escpos can only write to."""

import os
import select
import time
from pathlib import Path

from escpos.escpos import Escpos


class LinePrinter(Escpos):  # type: ignore[misc]  # python-escpos has no types
    """python-escpos over a device file that is read as well. Writing gives up when nothing moves."""

    _fd = -1

    def __init__(self, path: Path, patience: float) -> None:
        """Open it; `patience` is in seconds. Raises `OSError`."""
        super().__init__()
        self._patience = patience
        self._fd = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)

    def _raw(self, msg: bytes) -> None:
        deadline = time.monotonic() + self._patience
        while msg:
            try:
                sent = os.write(self._fd, msg)
            except BlockingIOError:
                sent = 0
            if sent:
                deadline = time.monotonic() + self._patience  # a slow printer is no dead one
            msg = msg[sent:]
            if msg and not select.select([], [self._fd], [], max(0.0, deadline - time.monotonic()))[1]:
                raise OSError("the printer takes nothing")

    def _read(self) -> bytes:
        if not select.select([self._fd], [], [], self._patience)[0]:
            raise TimeoutError
        return os.read(self._fd, 16)

    def close(self) -> None:
        """Let go of the device; python-escpos does it again when the object goes."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
