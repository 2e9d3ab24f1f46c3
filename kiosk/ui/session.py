"""What one person's session carries from screen to screen: the services, and the language they read."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from kiosk.ports import Graphics, Services
from kiosk.text import Language, has, problem_words, words

if TYPE_CHECKING:
    from kiosk.domain.problems import Problem


@dataclass
class Session:
    """Given to every screen and step; the language is the only thing in it that changes."""

    services: Services
    language: Language
    graphics: Graphics
    connection: Literal["connecting", "online", "offline"] = "connecting"
    """Whether the backend answered last time; the top bar shows it."""

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
