"""What one person's session carries from screen to screen: the services, and the language they read."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from kiosk.ports import Graphics, Services, Voice
from kiosk.text import Language, has, problem_words, words

if TYPE_CHECKING:
    from kiosk.domain.problems import Problem
    from kiosk.domain.vietnamese_input import Method


@dataclass
class Session:
    """Given to every screen and step; what changes in it is how they use the kiosk."""

    services: Services
    language: Language
    graphics: Graphics
    typing: "Method" = "telex"
    """How names and addresses are typed."""
    is_by_touch: bool = False
    """Was the last thing that the person did a touch? Then a field brings the keyboard of the screen."""
    connection: Literal["connecting", "online", "offline"] = "connecting"
    """Whether the backend answered last time; the top bar shows it."""
    listens: bool = False
    """Does the person want each step read aloud?"""

    @property
    def voice(self) -> Voice | None:
        """The voice, where this machine can speak."""
        voice = self.services.voice
        return voice if voice is not None and voice.is_there else None

    def say(self, key: str, **values: object) -> str:
        """Return the words for `key` in the person's language."""
        return words(key, self.language, **values)

    def say_if(self, key: str) -> str:
        """Return the words for `key`, "" where there are none in any language."""
        return words(key, self.language) if has(key, "vi") else ""

    def say_problem(self, problem: "Problem") -> str:
        """Return what is wrong and what to do now."""
        return problem_words(problem, self.language)

    @property
    def today(self) -> date:
        """Today at the kiosk."""
        return self.services.now().date()
