"""One person's session, carried from screen to screen: the services, and the language they read."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from kiosk.ports.citizen import Services
from kiosk.ports.devices import Graphics, Voice
from kiosk.resources.languages import FALLBACK, Language, following, name_of
from kiosk.resources.text import has, problem_words, words

if TYPE_CHECKING:
    from kiosk.domain.problems import Problem
    from kiosk.domain.registration.draft import Purpose
    from kiosk.domain.scans.scan import Unknown
    from kiosk.domain.vietnamese_input import Method
    from kiosk.ports.phone_codes import KeptProof
    from kiosk.ports.presences import Presence
    from kiosk.resources.consents import ConsentText


@dataclass
class Session:
    """Given to every screen and step; what changes in it is how they use the kiosk."""

    services: Services
    language: Language
    graphics: Graphics
    typing: "Method" = "telex"
    """How names and addresses are typed."""
    is_by_touch: bool = False
    """Is it touched, and not typed into a field since? Then a field brings the keyboard of the screen."""
    presence: "Presence | None" = None
    """The officer who took over here, as long as they have not given it back."""
    kept_proof: "KeptProof | None" = None
    """The proof of the helper's phone, while the same helper goes on with another person."""
    connection: Literal["connecting", "online", "offline"] = "connecting"
    """Whether the backend answered last time; the top bar shows it."""
    is_large: bool = False
    """Did the person ask for larger letters?"""
    listens: bool = False
    """Does the person want each step read aloud?"""

    @property
    def officer(self) -> "Presence | None":
        """The officer who goes on for the person now; their time is limited, in case they forget."""
        presence = self.presence
        return presence if presence is not None and self.services.now() < presence.until else None

    @property
    def voice(self) -> Voice | None:
        """The voice, where this machine can speak."""
        voice = self.services.voice
        return voice if voice is not None and voice.is_there else None

    def hush(self) -> None:
        """Read nothing more aloud of what stood on the screen."""
        if self.listens and self.voice is not None:
            self.voice.hush()

    def say(self, key: str, **values: object) -> str:
        """Return the words for `key` in the person's language."""
        return words(key, self.language, **values)

    def say_if(self, key: str) -> str:
        """Return the words for `key`, "" where there are none in any language."""
        return words(key, self.language) if has(key, FALLBACK) else ""

    def say_problem(self, problem: "Problem") -> str:
        """Return what is wrong and what to do now."""
        return problem_words(problem, self.language)

    def say_unknown(self, scan: "Unknown") -> str:
        """Return what was scanned, where that is known, and what to show instead."""
        return self.say(f"problem.seen.{scan.seen}") if scan.seen else self.say_problem(scan.problem)

    @property
    def next_language(self) -> Language:
        """The language to which F2 leads."""
        return following(self.language)

    @property
    def next_language_name(self) -> str:
        """What stands on F2: that language's own name."""
        return name_of(self.next_language)

    def consent(self, purpose: "Purpose", version: str = "", language: Language = "") -> "ConsentText":
        """Return what is asked for `purpose` as this office asks it; an earlier version by its name."""
        from kiosk.resources.consents import consent_text  # the welcome screen is painted without it

        office = self.services.office
        text = consent_text(purpose, language or self.language, version)
        return text.filled(office=office.name, hotline=office.hotline, keep_days=office.keep_days)

    @property
    def today(self) -> date:
        """Today at the kiosk."""
        return self.services.now().date()
