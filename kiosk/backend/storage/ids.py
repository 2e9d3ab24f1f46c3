"""Row ids that sort by time and need no sequence: UUIDs of version 7, which Python 3.11 cannot make."""

import secrets
from datetime import datetime
from uuid import UUID

_RANDOM_A = 12
_RANDOM_B = 62


def new_id(now: datetime) -> UUID:
    """Make the id of something that happens at `now`: 48 bits of milliseconds, 74 of chance (RFC 9562)."""
    return _layout(now, secrets.randbits(_RANDOM_A), secrets.randbits(_RANDOM_B))


def first_id(moment: datetime) -> UUID:
    """The smallest id that anything at `moment` or later can have."""
    return _layout(moment, 0, 0)


def _layout(moment: datetime, a: int, b: int) -> UUID:
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 7 << 76 | a << _RANDOM_B + 2 | 2 << _RANDOM_B | b)
