"""An officer's session, carried from screen to screen; all of it ends with the process."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.officer import SESSION_ENDED, Casework, Decision, DeskServices, Officer
from kiosk.resources.languages import FALLBACK, Language, following, name_of
from kiosk.resources.text import has, words

if TYPE_CHECKING:  # the sign-in screen is painted without it
    from kiosk.domain.registration.correction import FormField

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


@dataclass
class DeskSession:
    """Given to every screen and pane of the desk."""

    services: DeskServices
    language: Language
    officer: Officer | None = None
    """Who is signed in."""
    connection: Literal["connecting", "online", "offline"] = "connecting"
    """Whether the backend answered last time; the top bar shows it."""
    notes: dict[tuple[str, Decision], str] = field(default_factory=dict)
    """What stands half-typed, by receipt code and decision, so that a failure costs no word of it."""
    corrections: dict[str, "dict[FormField, str]"] = field(default_factory=dict)
    """What was corrected and not saved yet, by receipt code."""
    _casework: Casework | None = None
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def connect(self) -> Casework:
        """Return the way to the backend, built on the first call; a second caller waits for the first."""
        async with self._lock:
            if self._casework is None:
                self._casework = await asyncio.to_thread(self.services.connect)
            return self._casework

    @property
    def casework(self) -> Casework:
        """The way to the backend, once an officer has signed in."""
        assert self._casework is not None
        return self._casework

    @property
    def decides(self) -> bool:
        """May the officer decide?"""
        return self.officer is not None and self.officer.decides

    @property
    def sees_several(self) -> bool:
        """Are there registrations of more than one office?"""
        return self.officer is not None and self.officer.sees_several

    @property
    def offices(self) -> tuple[str, ...]:
        """The offices that can be looked at by themselves; none where the codes are not known."""
        return self.officer.named_offices if self.officer is not None else ()

    def say(self, key: str, **values: object) -> str:
        """Return the words for `key` in the officer's language."""
        return words(key, self.language, **values)

    def say_if(self, key: str) -> str:
        """Return the words for `key`, "" where there are none."""
        return words(key, self.language) if has(key, FALLBACK) else ""

    @property
    def next_language(self) -> Language:
        """The language to which F2 leads."""
        return following(self.language)

    @property
    def next_language_name(self) -> str:
        """What stands on F2: that language's own name."""
        return name_of(self.next_language)

    def say_error(self, error: Refused | Unavailable) -> str:
        """Return what went wrong and what to do now."""
        if isinstance(error, Unavailable):
            return self.say(f"desk.unavailable.{error.why}")
        known = self.say_if(f"desk.refused.{error.code}")
        return known or self.say("desk.refused.other", code=error.code)

    def say_since(self, then: datetime) -> str:
        """Return how long ago `then` was, in one unit: "12 phút"."""
        seconds = max(0.0, (self.services.now() - then).total_seconds())
        for unit, length in (("days", _DAY), ("hours", _HOUR), ("minutes", _MINUTE)):
            if seconds >= length:
                return self.say(f"desk.since.{unit}", count=int(seconds // length))
        return self.say("desk.since.now")

    def day(self, moment: datetime) -> str:
        """Return the day of a moment."""
        return f"{moment.astimezone(self.services.now().tzinfo):%d/%m/%Y}"

    def clock(self, moment: datetime) -> str:
        """Return a moment as the officer reads it: the time today, with the date on other days."""
        here = moment.astimezone(self.services.now().tzinfo)
        is_today = here.date() == self.services.now().date()
        return f"{here:%H:%M}" if is_today else f"{here:%H:%M %d/%m/%Y}"


def is_over(error: Refused | Unavailable) -> bool:
    """Does `error` mean that the officer has to sign in again?"""
    return isinstance(error, Refused) and error.code in SESSION_ENDED
