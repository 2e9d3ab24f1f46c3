"""An office made up: its dossiers, calls and kiosks in memory, doing what a test tells it to."""

import asyncio
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from kiosk.domain import names
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import Sex
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.registration.rights import RequestState, Right
from kiosk.domain.registration.supplement import AskedPart
from kiosk.domain.scans.card_codes import parse
from kiosk.ports.calls import AuthorizationDossier, Call
from kiosk.ports.campaign import Figures, OfficeCounts
from kiosk.ports.dossiers import Dossier, DossierEvent, QueuePage, RegisteredPerson
from kiosk.ports.errors import Refused, Unavailable
from kiosk.ports.kept_data import RightsReceipt, RightsTask, WaitingRights
from kiosk.ports.kiosks import KioskStatus, UndeliveredRegistration
from kiosk.ports.messages import MessageTrouble
from kiosk.ports.officer import DeskServices, Officer
from kiosk.ports.people import CodeVerdict, PersonMatch, PersonMatches
from tests.fakes.citizen import NOW
from tests.fakes.corrections import FakeCorrections
from tests.fakes.dossiers import HUNG, a_dossier, a_doubtful_dossier, code_of, entry_of, office_of

MAI = Officer("mai", "Lê Thị Mai Mẫu", "officer", 600)
PASSWORD = "ward-demo-2026"
ANSWERS = {"approve": Status.APPROVED, "ask_more": Status.NEEDS_MORE, "refuse": Status.REFUSED}
A_CALL = Call("c" * 32, "Máy 2", "phone", NOW - timedelta(minutes=2))
A_CARD_CALL = Call(
    "d" * 32,
    "Máy 1",
    "card",
    NOW - timedelta(seconds=20),
    None,
    AuthorizationDossier(
        "006148000012",
        "Trần Thị Thử Nghiệm",
        PartialDate(1948, 5, 1),
        RegisteredPerson(
            "006148000012", "Trần Thị Thử Nghiệm", PartialDate(1948, 5, 1), Sex.FEMALE, None, True, True
        ),
    ),
)
A_SILENT_KIOSK = KioskStatus(
    "Máy 3",
    NOW - timedelta(hours=5),
    True,
    4,
    NOW - timedelta(hours=6),
    (UndeliveredRegistration(code_of(77), "phone_limit_reached", NOW - timedelta(days=1)),),
)


FIGURES = Figures(
    45_000,
    *(12_401, 12_346, 11_870, 476),
    NOW - timedelta(hours=3),
    (OfficeCounts("00000", 8_001, 7_990, 7_650, 340), OfficeCounts("00001", 4_400, 4_356, 4_220, 136)),
    NOW,
)


@dataclass
class FakeCasework(FakeCorrections):
    """`ports.officer.Casework` from memory. Its fields say what the backend does."""

    dossiers: list[Dossier] = field(default_factory=list)
    """In the order in which they wait."""
    calls: list[Call] = field(default_factory=list)
    kiosks: list[KioskStatus] = field(default_factory=list)
    troubles: list[MessageTrouble] = field(default_factory=list)
    officer: Officer = MAI
    error: Refused | Unavailable | None = None
    """When given, whatever is asked for ends so."""
    decide_error: Refused | Unavailable | None = None
    sign_in_error: Refused | Unavailable | None = None
    slow: asyncio.Event | None = None
    """When given, no dossier is answered until it is set."""
    verdict: CodeVerdict = field(default_factory=lambda: CodeVerdict("not_ours", "unknown"))
    may_undo: bool = True
    reading: int = 1
    """Seconds that pass between two looks at the clock; 0: somebody holds a key down."""
    is_signed_in: bool = False
    changes: int = 0
    claimed: list[str] = field(default_factory=list)
    released: list[str] = field(default_factory=list)
    decided: list[tuple[str, str, str, str]] = field(default_factory=list)
    asked_for: list[tuple[AskedPart, ...]] = field(default_factory=list)
    """What went with each decision."""
    undone: list[str] = field(default_factory=list)
    answered: list[tuple[str, str]] = field(default_factory=list)
    asked: list[tuple[int, int]] = field(default_factory=list)
    """Offset and limit of each page of the queue."""
    offices: list[str] = field(default_factory=list)
    """The office of each page; "" for all."""
    verified: list[str] = field(default_factory=list)
    looked_for: list[str] = field(default_factory=list)
    rights: list[RightsTask] = field(default_factory=list)
    settled: list[tuple[str, str, str]] = field(default_factory=list)
    """Codes, what was done, and the words for it."""

    def add(self, *dossiers: Dossier, at: int | None = None) -> None:
        """Let registrations come in."""
        place = len(self.dossiers) if at is None else at
        self.dossiers[place:place] = dossiers
        self.changes += 1

    def change(self, code: str, **changes) -> None:
        """Let something happen to one."""
        place = self._place(code)
        self.dossiers[place] = replace(self.dossiers[place], **changes)
        self.changes += 1

    def other_decides(self, code: str, status: Status) -> None:
        """Let the other officer decide."""
        history = (*self.dossiers[self._place(code)].history, DossierEvent(status, NOW, HUNG))
        self.change(code, status=status, history=history)

    async def sign_in(self, login: str, password: str) -> Officer:
        """Know one officer."""
        if self.sign_in_error is not None:
            raise self.sign_in_error
        if (login, password) != (self.officer.login, PASSWORD):
            raise Refused("sign_in_refused")
        self.is_signed_in = True
        return self.officer

    async def sign_out(self) -> None:
        """Forget them."""
        self.is_signed_in = False

    async def queue(
        self,
        status: Status | None,
        search: str,
        offset: int,
        limit: int,
        version: str = "",
        office: str = "",
    ) -> QueuePage | None:
        """Return a window of those in a state."""
        self._fail()
        if version == str(self.changes):
            return None
        self.offices.append(office)
        self.asked.append((offset, limit))
        wanted = names.fold(search)
        found = [
            dossier
            for dossier in self.dossiers
            if status in (None, dossier.status)
            and wanted in names.fold(f"{dossier.declared.full_name} {dossier.receipt_code}")
        ]
        found = [each for each in found if office in ("", office_of(each))]
        found.sort(key=lambda dossier: not dossier.waits_here)
        entries = tuple(entry_of(dossier) for dossier in found[offset : offset + limit])
        return QueuePage(str(self.changes), len(found), offset, entries)

    async def dossier(self, receipt_code: str) -> Dossier:
        """Return one."""
        if self.slow is not None:
            await self.slow.wait()
        self._fail()
        return self.dossiers[self._place(receipt_code)]

    async def claim(self, receipt_code: str) -> str | None:
        """Note it."""
        self._fail()
        self.claimed.append(receipt_code)
        return self.dossiers[self._place(receipt_code)].claimed_by

    async def release(self, receipt_code: str) -> None:
        """Note it."""
        self._fail()
        self.released.append(receipt_code)

    async def decide(
        self, receipt_code: str, decision: str, reason: str, note: str, asked: Sequence[AskedPart] = ()
    ) -> bool:
        """Do it, unless it was done."""
        self._fail()
        if self.decide_error is not None:
            raise self.decide_error
        dossier = self.dossiers[self._place(receipt_code)]
        if dossier.status not in (Status.PENDING_REVIEW, Status.NEEDS_MORE):
            raise Refused("decision_impossible")
        self.decided.append((receipt_code, decision, reason, note))
        self.asked_for.append(tuple(asked))
        status = ANSWERS[decision]
        event = DossierEvent(status, NOW, self.officer.full_name, note)
        self.change(receipt_code, status=status, history=(*dossier.history, event))
        return self.may_undo

    async def undo(self, receipt_code: str) -> None:
        """Take it back."""
        self._fail()
        self.undone.append(receipt_code)
        self.change(receipt_code, status=Status.PENDING_REVIEW)

    async def ringing(self) -> tuple[Call, ...]:
        """Return those that nobody has answered."""
        self._fail()
        return tuple(self.calls)

    async def answer(self, call_id: str, outcome: str) -> None:
        """Answer one."""
        self._fail()
        self.answered.append((call_id, outcome))
        self.calls = [call for call in self.calls if call.id != call_id]

    async def people(self, search: str) -> PersonMatches:
        """Find by name or number."""
        self._fail()
        self.looked_for.append(search)
        wanted = names.fold(search)
        found = [
            PersonMatch(
                d.declared.citizen_id, d.declared.full_name, d.declared.birth, d.receipt_code, d.status
            )
            for d in self.dossiers
            if wanted in names.fold(f"{d.declared.full_name} {d.declared.citizen_id}")
        ]
        return PersonMatches(tuple(found[:20]), more=len(found) > 20)

    async def undelivered(self) -> tuple[KioskStatus, ...]:
        """Return what was put there."""
        self._fail()
        return tuple(self.kiosks)

    async def message_troubles(self) -> tuple[MessageTrouble, ...]:
        """Return what was put there."""
        self._fail()
        return tuple(self.troubles)

    async def rights_waiting(self) -> WaitingRights:
        """Return what was put there."""
        self._fail()
        return WaitingRights(tuple(self.rights), len(self.rights))

    async def settle_right(self, code: str, state: RequestState, reason: str) -> None:
        """Keep the outcome."""
        self._fail()
        self.settled.append((code, state, reason))

    async def ask_right(self, receipt_code: str, right: Right) -> RightsReceipt:
        """Keep what was asked for."""
        self._fail()
        self.settled.append((receipt_code, right, ""))
        return RightsReceipt(receipt_code, right, RequestState.DONE, NOW, NOW.date(), "6BF")

    async def take_back(self, receipt_code: str, reason: str, note: str) -> None:
        """Let it wait again."""
        self._fail()
        self.settled.append((receipt_code, reason, note))
        self.change(receipt_code, status=Status.PENDING_REVIEW)

    async def verify(self, text: str) -> CodeVerdict:
        """Return the one verdict."""
        self._fail()
        self.verified.append(text)
        return self.verdict

    async def figures(self) -> Figures:
        """Return two offices' counts."""
        self._fail()
        return FIGURES

    @property
    def services(self) -> DeskServices:
        """What the screen is given."""
        return DeskServices(
            connect=lambda: self,
            office_name="UBND Phường Thử Nghiệm",
            now=lambda: NOW,
            read_scan=lambda text: parse(text, NOW.date()),
            commune_name=lambda code: f"Phường {code}",
            find_communes=lambda typed: [("26740", "Phường Bến Thành"), ("26743", "Phường Sài Gòn")],
            clock=itertools.count(step=self.reading).__next__,
        )

    def _fail(self) -> None:
        if self.error is not None:
            raise self.error

    def _place(self, code: str) -> int:
        for place, dossier in enumerate(self.dossiers):
            if dossier.receipt_code == code:
                return place
        raise Refused("receipt_unknown")


def an_office(count: int = 40, **fields) -> FakeCasework:
    """Return an office in which so many people wait, the second with every doubt there is."""
    office = FakeCasework(**fields)
    office.add(*(a_doubtful_dossier(n) if n == 1 else a_dossier(n) for n in range(count)))
    return office
