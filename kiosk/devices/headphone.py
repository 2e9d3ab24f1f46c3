"""Whether a headphone is plugged in, so that what concerns a person alone may be read to them.

Only a machine with a loudspeaker of its own can tell: the kernel silences that while the jack is in use.
Where the jack is the only way out, a loudspeaker for the whole hall may hang on it.
"""

import re
import subprocess
from typing import Literal

State = Literal["in", "out", "unknown"]

_PATIENCE = 1.0
_CONTROL = re.compile(r"^numid=.*?name='(?P<name>[^']*)'.*?\n(?P<rest>(?:[ \t].*\n?)*)", re.MULTILINE)
_VALUES = re.compile(r"^\s*: values=(\S+)", re.MULTILINE)
_JACK = re.compile(r"(?:Front )?Headphone(?: Front)? Jack")
_SILENCES = "Auto-Mute Mode"
_DISABLED = "0"


def state() -> State:
    """Ask ALSA, which takes some milliseconds; "unknown" where it does not say, which is not "in"."""
    try:
        asked = subprocess.run(
            ["amixer", "contents"], capture_output=True, timeout=_PATIENCE, check=True, text=True
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return "unknown"
    return read(asked.stdout)


def read(controls: str) -> State:
    """Read what `amixer contents` says."""
    found = [(each["name"], _VALUES.search(each["rest"])) for each in _CONTROL.finditer(controls)]
    values = [(name, value[1]) for name, value in found if value]
    jacks = [value for name, value in values if _JACK.fullmatch(name)]
    is_silencing = any(name == _SILENCES and value != _DISABLED for name, value in values)
    if not jacks or not is_silencing:
        return "unknown"
    return "in" if "on" in jacks else "out"
