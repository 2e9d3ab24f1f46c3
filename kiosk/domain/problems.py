"""What can be wrong with an answer, as keys that have words in every language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: `key` is `field.what`, `values` fill the words' placeholders."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def field(self) -> str:
        """The answer it is about: the part of the key before the dot."""
        return self.key.partition(".")[0]


class Invalid(Exception):  # noqa: N818 - read aloud as "raise Invalid", like the rest of the trade's words
    """Raised by the domain when a value cannot be accepted; carries every problem at once."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(problem.key for problem in problems))
        self.problems = problems

    @property
    def keys(self) -> tuple[str, ...]:
        """The problems' keys, in the order in which they were found."""
        return tuple(problem.key for problem in self.problems)


def raise_any(problems: Iterable[Problem]) -> None:
    """Raise `Invalid` with all of `problems`; do nothing when there are none."""
    found = tuple(problems)
    if found:
        raise Invalid(*found)
