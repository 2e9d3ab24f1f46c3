"""Everything that the screens of the kiosk are given; there is no other way from a screen to the world."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the welcome screen needs the ports before its first paint, but none of these yet
    from kiosk.domain.places import Gazetteer
    from kiosk.domain.scans.scan import Scan
    from kiosk.ports.lookups import Lookups
    from kiosk.ports.presences import Desk

from kiosk.ports.campaign import Ward
from kiosk.ports.cards import Cards
from kiosk.ports.devices import Printer, Voice
from kiosk.ports.phone_codes import PhoneCodes
from kiosk.ports.pick_ups import PickUps
from kiosk.ports.registrations import Registrar, Supplements
from kiosk.ports.rights import Rights


@dataclass(frozen=True)
class PracticeScan:
    """A demo's scan: a line that tells its story, and what the scanner would send."""

    story: Mapping[str, str]
    """One line by language, in Vietnamese at least."""
    text: str


@dataclass(frozen=True)
class Office:
    """Whose kiosk this is; shown, and sent with each registration."""

    name: str
    code: str
    hotline: str
    hours: str = ""
    """When it is open, for slips; "": they do not say."""
    keep_days: int = 3650
    """For how long a decided registration's personal data is kept."""


@dataclass(frozen=True)
class Timing:
    """Waits, in seconds (config.toml [screen])."""

    idle: float = 90
    countdown: float = 30
    watch: float = 300
    """How long a person may wait for the officer before the screen."""


@dataclass(frozen=True)
class Services:
    """Everything a screen is given. There is no other way from a screen to the world."""

    registrar: Registrar
    phone_codes: PhoneCodes
    cards: Cards
    desk: Desk
    lookups: Lookups
    pick_ups: PickUps
    rights: Rights
    ward: Ward
    supplements: Supplements
    office: Office
    now: Callable[[], datetime]
    """The clock, in local time with its zone."""
    new_key: Callable[[], str]
    """A fresh idempotency key, 128 random bits."""
    read_scan: Callable[[str], Scan]
    """What a scanner's text means today."""
    places: Callable[[], Gazetteer]
    """Today's communes, read from disk by the first call."""
    timing: Timing = field(default_factory=Timing)
    practice: Sequence[PracticeScan] = ()
    """Empty outside the demo: then there is no F9."""
    is_demo: bool = False
    is_practice: bool = False
    """Does an officer practise here with invented people, on a kiosk that is real otherwise?"""
    printer: Printer | None = None
    """None: this kiosk has none, and offers no paper."""
    voice: Voice | None = None
    """None: this kiosk reads nothing aloud."""
    trouble: str = ""
    """Why this machine takes no registrations now (words under common.trouble.<key>); "" when it does."""
