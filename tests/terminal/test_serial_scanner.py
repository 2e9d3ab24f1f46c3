"""A scanner on a serial line: what it sends is read as a scan, whatever has the focus."""

import os
import pty
import sys
from pathlib import Path

import pytest

from kiosk.resources.text import words
from tests.fakes.citizen import WOMAN
from tests.terminal.pty_session import PtySession

pytestmark = pytest.mark.terminal


def test_a_scan_on_the_serial_line_shows_the_details(tmp_path: Path) -> None:
    scanner, line = pty.openpty()
    config = tmp_path / "config.toml"
    config.write_text(
        f'[state]\ndir = "{tmp_path}/state"\n[screen]\nscanner = "{os.ttyname(line)}"\n', "utf-8"
    )
    command = [sys.executable, "-m", "kiosk", "run", "--demo", "--config", str(config)]
    with PtySession(command) as session:
        session.until_shown(words("common.online"))
        os.write(scanner, f"{WOMAN}\r\n".encode())
        session.until_shown(words("flow.details.title"))
        session.until_shown("Trần Thị Thử Nghiệm")
    os.close(scanner)
    os.close(line)
