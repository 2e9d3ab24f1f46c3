"""The only ways in which the world may say no."""

from __future__ import annotations

from typing import Literal


class Unavailable(Exception):  # noqa: N818 - "raise Unavailable" is the sentence
    """The world did not answer. `why` chooses the words: nothing was decided, nothing is lost."""

    def __init__(self, why: Literal["offline", "slow", "broken", "busy"]) -> None:
        super().__init__(why)
        self.why = why


class Refused(Exception):  # noqa: N818 - as above
    """The backend said no; `code` is its stable code, which has words under `refused.<code>`."""

    def __init__(self, code: str, *, retry_after: int | None = None, tries_left: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after
        """Seconds to wait, where waiting helps."""
        self.tries_left = tries_left
        """How often a phone code may still be tried."""


class PrinterTrouble(Exception):  # noqa: N818 - as above
    """Nothing, or not all, was printed. `kind` has words under `paper.trouble.<kind>`."""

    def __init__(self, kind: Literal["paper_out", "cover_open", "unplugged", "unreadable"]) -> None:
        super().__init__(kind)
        self.kind = kind
