"""What keeps a modem from sending, as far as gammu-smsd's own monitor can tell (gammu-smsd-monitor(1))."""

import subprocess
from pathlib import Path

CONFIG = "/etc/gammu-smsdrc"
"""Debian's."""
STOPPED = "gammu-smsd is not running"
NO_MODEM = "modem is not connected, or its SIM is locked"
_PROGRAM = "gammu-smsd-monitor"
_PATIENCE = 5
_FIELDS, _IMEI = 8, 2
"""client;phone;IMEI;IMSI;sent;received;failed;battery;signal, of which older ones lack some at the end."""


def trouble(config: Path) -> str:
    """Return what is wrong, for a log; "" when nothing is, or when it cannot be asked.

    `config`: the daemon's own file. The monitor finds the daemon's shared memory by it; one that was killed
    leaves that behind, so "nothing wrong" is no promise.
    """
    command = [_PROGRAM, "-c", str(config), "-C", "-n", "1", "-d", "0"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    if done.returncode != 0 and b"Failed to map shared memory" in done.stdout + done.stderr:
        return STOPPED
    lines = done.stdout.decode(errors="replace").splitlines()
    fields = next((line.split(";") for line in reversed(lines) if line.count(";") >= _FIELDS - 1), [])
    return NO_MODEM if fields and not fields[_IMEI] else ""
