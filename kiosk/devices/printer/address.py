"""How a printer is named in the settings: one grammar for the settings' check, the printer and the doctor.

"usb:04b8:0202", "tcp:host:9100", "serial:/dev/…@115200", "lp:/dev/usb/lp0", "cups:name", "pdf:/directory".
Standard library only, because the settings are checked before the first paint.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_KINDS = {
    "usb": r"(?P<vendor>[0-9a-fA-F]{4}):(?P<product>[0-9a-fA-F]{4})",
    "tcp": r"(?P<host>[^\s:/]+)(?::(?P<port>[0-9]{1,5}))?",
    "serial": r"(?P<path>/[^@\0]+)(?:@(?P<speed>[0-9]+))?",
    "lp": r"(?P<path>/[^\0]+)",
    "cups": r"(?P<queue>[^\s/\0]+)",
    "pdf": r"(?P<path>[/~][^\0]*)",
}
_DEFAULTS = {"port": "9100", "speed": "115200"}
"""The port of raw printing, and the speed that receipt printers come with."""


@dataclass(frozen=True)
class PrinterAddress:
    """What the printer hangs on (`kind`), and where: the parts of that kind's grammar, as text."""

    kind: str
    parts: Mapping[str, str]

    @classmethod
    def parse(cls, text: str) -> "PrinterAddress":
        """Read an address. Raises `ValueError` when it is none."""
        kind, _, place = text.partition(":")
        found = re.fullmatch(_KINDS[kind], place) if kind in _KINDS else None
        if found is None:
            raise ValueError(f"no address of a printer: {text!r}")
        parts = {name: part or _DEFAULTS[name] for name, part in found.groupdict().items()}
        return cls(kind, parts)

    @property
    def has_pages(self) -> bool:
        """Does it print pages (A4, A5), not a roll?"""
        return self.kind in ("cups", "pdf")

    @property
    def path(self) -> Path | None:
        """The device file or the directory, for the kinds that name one."""
        return Path(self.parts["path"]).expanduser() if "path" in self.parts else None
