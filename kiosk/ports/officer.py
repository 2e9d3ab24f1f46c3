"""What the officer's screen may ask of the world, and everything that it is given.

A method of `Casework` may raise `errors.Unavailable` or `errors.Refused`, and nothing else. `Refused` with a
code of `SESSION_ENDED` means that the officer has to sign in again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Literal, Protocol

from kiosk.domain import limits

if TYPE_CHECKING:  # the sign-in screen needs the ports before its first paint, but none of these yet
    from kiosk.domain.registration.correction import FormField
    from kiosk.domain.registration.draft import PhoneOwner
    from kiosk.domain.registration.eligibility import Status
    from kiosk.domain.registration.rights import RequestState, Right
    from kiosk.domain.registration.supplement import AskedPart
    from kiosk.domain.scans.scan import Scan
    from kiosk.domain.vietnamese_input import Method
    from kiosk.ports.calls import Call, CallAnswer
    from kiosk.ports.campaign import Figures
    from kiosk.ports.dossiers import Dossier, QueuePage
    from kiosk.ports.kept_data import RightsReceipt, WaitingRights
    from kiosk.ports.kiosks import KioskStatus
    from kiosk.ports.messages import MessageTrouble
    from kiosk.ports.people import CodeVerdict, PersonMatches

SESSION_ENDED = frozenset({"not_allowed"})
UNDO_SECONDS = limits.UNDO
"""How long a decision may be taken back."""

Role = Literal["officer", "supervisor", "auditor", "campaign"]
Decision = Literal["approve", "ask_more", "refuse"]


@dataclass(frozen=True)
class Correction:
    """What an officer corrects in a dossier that they read as `version`, why, and how the person agreed."""

    version: str
    changes: tuple[tuple[FormField, str], ...]
    """New values, as `domain.registration.correction.Declared.text` has them."""
    reason: str
    agreed: str
    note: str = ""


@dataclass(frozen=True)
class AskedMore:
    """What an officer asks the person for: what a kiosk can take, and papers in the note's words."""

    parts: tuple[AskedPart, ...]
    reason: str = ""
    note: str = ""


@dataclass(frozen=True)
class Officer:
    """Who is signed in, and after how many idle seconds they are signed out."""

    login: str
    full_name: str
    role: Role
    idle_seconds: int = 600
    offices: tuple[str, ...] = ()
    """Whose registrations they see, their own office first; "*" among them for every office's."""

    @property
    def decides(self) -> bool:
        """May this officer decide? An auditor reads."""
        return self.role in ("officer", "supervisor")

    @property
    def reads(self) -> bool:
        """May they read registrations? Who leads the campaign sees counts alone."""
        return self.role != "campaign"

    @property
    def sees_several(self) -> bool:
        """Are there registrations of more than one office?"""
        return len(self.offices) > 1

    @property
    def named_offices(self) -> tuple[str, ...]:
        """Their offices by their codes, where there are several; "every office's" names none."""
        return self.offices if self.sees_several and "*" not in self.offices else ()


class Casework(Protocol):
    """Everything that an officer does; all but `sign_in` need a session."""

    async def sign_in(self, login: str, password: str) -> Officer:
        """Begin a session; `Refused` when it is wrong or locked (`retry_after`)."""

    async def sign_out(self) -> None:
        """End the session, and forget it in any case."""

    async def queue(
        self,
        status: Status | None,
        search: str,
        offset: int,
        limit: int,
        version: str = "",
        office: str = "",
    ) -> QueuePage | None:
        """Return a window of what is in a state, or in any of them; None while `version` still holds.

        `office` is the code of one of the officer's offices, "" for all of them.
        """

    async def dossier(self, receipt_code: str) -> Dossier:
        """Return one registration; `Refused` (`receipt_unknown`)."""

    async def claim(self, receipt_code: str) -> str | None:
        """Say that it lies open here; return the other officer who has it open, if one does."""

    async def release(self, receipt_code: str) -> None:
        """Say that it no longer does."""

    async def decide(
        self,
        receipt_code: str,
        decision: Decision,
        reason: str,
        note: str,
        asked: Sequence[AskedPart] = (),
    ) -> bool:
        """Decide; return whether it may be undone. Too late: `Refused` (`decision_impossible`).

        `asked` goes with an `ask_more`.
        """

    async def correct(self, receipt_code: str, correction: Correction) -> None:
        """Correct what waits. `Refused`: `correction_impossible`, `dossier_changed`, `invalid_body`."""

    async def change_phone(self, receipt_code: str, phone: str, owner: PhoneOwner) -> None:
        """Give an account another phone, with the person there; the old one is told.

        `Refused`: `correction_impossible`, `phone_already_used`, `phone_limit_reached`.
        """

    async def undo(self, receipt_code: str) -> None:
        """Take the last decision back, within `UNDO_SECONDS`."""

    async def ringing(self) -> tuple[Call, ...]:
        """Return the calls that wait for an officer, oldest first."""

    async def answer(self, call_id: str, outcome: CallAnswer) -> None:
        """Answer a call."""

    async def people(self, search: str) -> PersonMatches:
        """Find people by name, also without accents, or by number."""

    async def undelivered(self) -> tuple[KioskStatus, ...]:
        """Return the kiosks with something undelivered, and those that have been silent."""

    async def message_troubles(self) -> tuple[MessageTrouble, ...]:
        """Return what stands in the way of messages to phones; nothing when all is well."""

    async def verify(self, text: str) -> CodeVerdict:
        """Is this code genuine?"""

    async def rights_waiting(self) -> WaitingRights:
        """Return the requests about people's data that wait, the nearest deadline first."""

    async def settle_right(self, code: str, state: RequestState, reason: str) -> None:
        """Do what was asked for (`done`), or decline it with a reason for the person."""

    async def ask_right(self, receipt_code: str, right: Right) -> RightsReceipt:
        """Do at once what the person of a dossier, who stands here, asks for."""

    async def take_back(self, receipt_code: str, reason: str, note: str) -> None:
        """Take an approval back; `Refused` (`take_back_impossible`, `take_back_by_another`)."""

    async def figures(self) -> Figures:
        """Return the campaign's figures, over the offices that the officer sees."""


@dataclass(frozen=True)
class DeskServices:
    """Everything that the desk's screen is given. There is no other way from it to the world."""

    connect: Callable[[], Casework]
    """Builds the way to the backend; called once, in a thread, because what it needs is slow to load."""
    office_name: str
    now: Callable[[], datetime]
    """The clock, in local time with its zone."""
    read_scan: Callable[[str], Scan]
    """What a scanner's text means today."""
    commune_name: Callable[[str], str]
    """A commune's name by its code; the code itself where this program's table does not have it."""
    clock: Callable[[], float] = monotonic
    """Seconds of a clock that never goes back."""
    rings_aloud: bool = True
    is_demo: bool = False
    find_communes: Callable[[str], Sequence[tuple[str, str]]] = lambda typed: ()
    """Today's communes by a part of their name: their codes and their names in full."""
    typing: Method = "telex"
    """How Vietnamese is typed."""
