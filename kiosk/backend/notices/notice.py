"""A notice: who may be sent one, in which words, and at what time of day.

One part of a message, without accents and without a link; of the person no more than a slip bears.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from kiosk.backend.clock import VIETNAM
from kiosk.contract.registrations import RegistrationBody
from kiosk.domain import names
from kiosk.domain.registration.draft import Purpose
from kiosk.resources.languages import FALLBACK, Language
from kiosk.resources.text import words

MORNING, EVENING = time(8), time(20)
"""Between these, on Vietnam's clock, a phone may ring."""
LIFE = timedelta(days=2)
"""A notice that could not be sent for so long is dropped."""
_OFFICE, _HOTLINE = 36, 16
"""Characters of the office's name and number, so that the longest notice is one part."""


@dataclass(frozen=True)
class NoticeOffice:
    """Who signs a notice: the office's name, and the number to call."""

    name: str
    hotline: str

    def write(self, what: str, language: Language = FALLBACK, **values: str) -> str:
        """Return the words under `notice.<what>`, in letters that every phone shows.

        They are sent in Vietnamese: so the templates are registered with the networks.
        """
        office = {"office": self.name[:_OFFICE].strip(), "hotline": self.hotline[:_HOTLINE]}
        return names.unaccented(words(f"notice.{what}", language, **office, **values))


def has_agreed(sent: RegistrationBody) -> bool:
    """Did they agree to be told by message?"""
    return any(each.purpose is Purpose.NOTICES and each.granted for each in sent.consents)


def by_day(moment: datetime) -> datetime:
    """Return `moment`, or the next morning when that is at night in Vietnam."""
    here = moment.astimezone(VIETNAM)
    if here.time() < MORNING:
        return here.replace(hour=MORNING.hour, minute=0, second=0, microsecond=0)
    if here.time() >= EVENING:
        return (here + timedelta(days=1)).replace(hour=MORNING.hour, minute=0, second=0, microsecond=0)
    return moment
