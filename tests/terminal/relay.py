"""Inside the terminal under test: runs a command, and types for whoever writes into a fifo.

    python -m tests.terminal.relay DIRECTORY COMMAND…

The terminal's own bytes pass both ways untouched, so that Sixel and the terminal's answers stay real.
DIRECTORY gets `written`, everything that the command wrote, and `size`, "columns rows".
"""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import tty
from pathlib import Path


def main(directory: Path, command: list[str]) -> int:
    """Relay until the command ends; return its exit status."""
    size = fcntl.ioctl(0, termios.TIOCGWINSZ, b"\0" * 8)
    pid, inside = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, size)
        os.execvp(command[0], command)

    def resize() -> None:
        size = fcntl.ioctl(0, termios.TIOCGWINSZ, b"\0" * 8)
        fcntl.ioctl(inside, termios.TIOCSWINSZ, size)
        rows, columns, _width, _height = struct.unpack("HHHH", size)
        (directory / "size").write_text(f"{columns} {rows}")

    # The signal only wakes the loop: a handler that another signal interrupts would set an old size last.
    woken, wakes = os.pipe()
    os.set_blocking(wakes, False)
    signal.set_wakeup_fd(wakes)
    signal.signal(signal.SIGWINCH, lambda *_: None)
    resize()
    tty.setraw(0)
    typed = os.open(directory / "typed", os.O_RDWR | os.O_NONBLOCK)
    with (directory / "written").open("ab", buffering=0) as written:
        while True:
            ready, _, _ = select.select([0, inside, typed, woken], [], [])
            if woken in ready:
                os.read(woken, 64)
                ready.remove(woken)
                resize()
            for source in ready:
                if source is not inside:
                    os.write(inside, os.read(source, 65536))
                    continue
                try:
                    data = os.read(inside, 65536)
                except OSError:  # Linux: the command has closed its side
                    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
                written.write(data)
                _write_all(data)


def _write_all(data: bytes) -> None:
    while data:
        data = data[os.write(1, data) :]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
