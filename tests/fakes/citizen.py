"""The world of a screen, made up: each port answers from memory and does what a test tells it to."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Literal

from kiosk.domain import card, readable_code
from kiosk.domain.card import Card
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import Person, Sex
from kiosk.domain.registration.draft import Draft, PhoneOwner, Registration
from kiosk.domain.registration.eligibility import Status
from kiosk.domain.scans.card_codes import parse
from kiosk.domain.slip import Slip
from kiosk.ports.campaign import Campaign
from kiosk.ports.citizen import Office, PracticeScan, Services, Timing
from kiosk.ports.errors import PrinterTrouble, Refused, Unavailable
from kiosk.ports.phone_codes import Challenge, CodeAvailability, KeptProof, MaskedPhone
from kiosk.ports.registrations import Accepted, Receipt, RegistrationStatus
from kiosk.resources.communes import gazetteer
from tests.fakes.lookups import FakeLookups
from tests.fakes.pick_ups import FakePickUps
from tests.fakes.presences import FakeDesk
from tests.fakes.rights import FakeRights
from tests.fakes.supplements import FakeSupplements

NOW = datetime(2026, 11, 22, 14, 32, tzinfo=timezone(timedelta(hours=7)))
WOMAN = (
    "001105000017|000000017|Trần Thị Thử Nghiệm|02091905|Nữ|"
    "Số 1 Ngõ Thử Nghiệm, Phường Ba Đình, Hà Nội|15042021"
)
MAN = "006090000011||Nguyễn Văn Mẫu|01011990|Nam|Tổ 0, Phường Bắc Kạn, Thái Nguyên|30062022"
CHILD = "006226000019||Hoàng Bé Mẫu|15052026|Nam|Tổ 0, Xã Thử Nghiệm, Thái Nguyên|20062026||||"
CONTRADICTING = "001105000017|000000017|Trần Thị Thử Nghiệm|02091906|Nam|Hà Nội, phường Thử Nghiệm|15042021"
PAYMENT = "00020101021138540010A00000072701240006970000011000000000010208QRIBFTTA53037045802VN6304ABCD"
CODE = "123456"
SIGNED_RECEIPT = (
    "RRQXO8P600GKZ59G%63:6:DC%:6G-7ZPC%FFM3DZ C- CX9E4VCV3E: CP:6%L63B7K7B+A8R1B$.C3WENWEUQEI9E0/DZED33DZ"
    "KES/EA$COPCIECDF3 E059ET98VIMQ0O-+LR90EMP/*LVRJ/B0F03JSOJW77ED/-BM:EDR1HZL.3V6.S780 31.Y1D6O IIN*DOH"
    "GC5OZLD20ELDAQJ93P9B0"
)
SIGNED_CARD = (
    "RRQXO8P600GKZ59G%63:6:DC%:6GADZPC%FF4VCGEC4VCH/DK$D646646646646:96FVCBECB$CLK3ONE%QNM-D8UA7OSLQH8UA7"
    "OS+*L1-9:8D7OSJ5HY C*EDAWE5JDFA7NW6F463W5TG6J.CKPC746646/A6MEDMUEYNDQNJKPC7AFDF3C+6D.1-68H4F4AI:N0M/"
    "RHJDP9ILCH:$NT0J83246W+11ZVIPV05M3LQQ$07D44DSHT9DZ55L7E6LN-.RTX7LLVRHEQ+E-1MKAAOOPC0"
)
"""What a backend signs, in its length."""
Trouble = Literal["paper_out", "cover_open", "unplugged", "unreadable"]


def a_card(person: Person | None = None) -> Card:
    """Return a sample card, of the size that real ones have."""
    name, birth, sex = "Trần Thị Thử Nghiệm", PartialDate(1905, 9, 2), Sex.FEMALE
    if person is not None and person.birth and person.sex:
        name, birth, sex = person.full_name, person.birth, person.sex
    payload = card.payload(
        card_number="0000000017",
        full_name=name,
        birth=birth,
        sex=sex,
        facility="01001",
        valid_from=date(2026, 1, 1),
        issued=date(2025, 12, 15),
        office="0100",
        insurance_id="0000000017",
        parent_name=None,
        five_years_from=date(2030, 1, 1),
        benefit="4",
        issued_by="Quận Thử Nghiệm, Thành phố Hà Nội",
    )
    return Card(
        card_number="0000000017",
        full_name=name,
        birth=birth,
        sex=sex,
        facility="01001",
        facility_name="Trạm Y tế Thử Nghiệm",
        valid_from=date(2026, 1, 1),
        valid_to=date(2026, 12, 31),
        five_years_from=date(2030, 1, 1),
        benefit="4",
        payload=payload,
        proof=SIGNED_CARD,
        code=readable_code.derived("card", "0000000017"),
        is_sample=True,
    )


@dataclass
class FakeRegistrar:
    """Keeps what was stored; its fields say what disk and backend do, `decide` what the officer does."""

    status: Status = Status.APPROVED
    reasons: tuple[str, ...] = ()
    has_card: bool = True
    """Does an approval bring the card along?"""
    store_error: Exception | None = None
    submit_error: Exception | None = None
    status_error: Exception | None = None
    changes_error: Exception | None = None
    receipt: Receipt | None = None
    """What `submit` returns in place of an acceptance."""
    slow: asyncio.Event | None = None
    """When given, nothing is answered until it is set."""
    stored: list[Draft] = field(default_factory=list)
    sent: list[Draft] = field(default_factory=list)
    statuses: dict[str, RegistrationStatus] = field(default_factory=dict)
    decisions: asyncio.Queue[RegistrationStatus] = field(default_factory=asyncio.Queue)
    watched: int = 0
    """How often somebody began to watch for a decision."""

    def decide(self, status: Status, note: str = "") -> None:
        """Let the officer decide what was sent last."""
        standing = RegistrationStatus(self.sent[-1].receipt_code, status, (), NOW, note)
        self.decisions.put_nowait(standing)

    def store(self, draft: Draft) -> None:
        """Check it as the real one does, and keep it."""
        if self.store_error is not None:
            raise self.store_error
        Registration.from_draft(draft, office_code="00000", now=NOW)
        self.stored.append(draft)

    async def submit(self, draft: Draft) -> Receipt:
        """Answer as told."""
        assert draft in self.stored
        self.sent.append(draft)
        if self.slow is not None:
            await self.slow.wait()
        if self.submit_error is not None:
            raise self.submit_error
        if self.receipt is not None:
            return self.receipt
        shown = a_card(draft.participant) if self.status is Status.APPROVED and self.has_card else None
        return Accepted(draft.receipt_code, self.status, self.reasons, "SIGNED", shown, SIGNED_RECEIPT)

    async def registration_status(self, receipt_code: str) -> RegistrationStatus:
        """Answer for the codes it knows."""
        if self.slow is not None:
            await self.slow.wait()
        if self.status_error is not None:
            raise self.status_error
        if receipt_code not in self.statuses:
            raise Refused("receipt_unknown")
        return self.statuses[receipt_code]

    async def changes(self, receipt_code: str) -> AsyncIterator[RegistrationStatus]:
        """Yield the decisions as the officer makes them; never end, as the real one never does."""
        self.watched += 1
        if self.changes_error is not None:
            raise self.changes_error
        while True:
            yield await self.decisions.get()


@dataclass
class FakePhoneCodes:
    """Sends 123456."""

    error: Exception | None = None
    answer_error: Exception | None = None
    sent: list[str] = field(default_factory=list)
    """The phone of each registration's code, and the number of each person who asked for their card."""
    answered: list[str] = field(default_factory=list)
    phones: Sequence[MaskedPhone] = (MaskedPhone("p1", "••• 000", PhoneOwner.SELF),)
    """To which the code for a record could go."""
    chosen: list[str] = field(default_factory=list)
    again_error: Exception | None = None
    kept: list[tuple[str, KeptProof]] = field(default_factory=list)
    """For whom the same phone was to be proved again, and against what."""
    is_simulated: bool = True
    can_send: bool = True
    sender: str = "UBNDPHUONG"
    availability_error: Unavailable | None = None

    async def availability(self) -> CodeAvailability:
        """Answer as told."""
        if self.availability_error is not None:
            raise self.availability_error
        return CodeAvailability(self.can_send, self.sender)

    async def send_for_registration(self, draft: Draft) -> Challenge:
        """Send the one code."""
        self.sent.append(draft.phone or "")
        return self._challenge()

    async def choices(self, person: Person) -> Sequence[MaskedPhone]:
        """Offer what the test says."""
        if self.error is not None:
            raise self.error
        return self.phones

    async def send_for_card(self, person: Person, choice: str) -> Challenge:
        """Send the one code."""
        self.chosen.append(choice)
        self.sent.append(person.citizen_id or person.insurance_id or "")
        return self._challenge()

    async def send_for_contributions(self, person: Person, choice: str) -> Challenge:
        """Send the one code."""
        return await self.send_for_card(person, choice)

    async def send_for_rights(self, person: Person, choice: str) -> Challenge:
        """Send the one code."""
        return await self.send_for_card(person, choice)

    def _challenge(self) -> Challenge:
        if self.error is not None:
            raise self.error
        sms = f"Ma xac nhan cua Ong/ba la {CODE}" if self.is_simulated else None
        return Challenge("c1", NOW + timedelta(minutes=5), sms)

    async def prove_again(self, draft: Draft, kept: KeptProof) -> str:
        """Prove the same phone for the next person, or fail."""
        self.kept.append((draft.participant.citizen_id if draft.participant else "", kept))
        if self.again_error is not None:
            raise self.again_error
        return "PROOF AGAIN"

    async def answer(self, challenge: Challenge, code: str) -> str:
        """Know the one code."""
        self.answered.append(code)
        if self.answer_error is not None:
            raise self.answer_error
        if code != CODE:
            raise Refused("code_wrong", tries_left=2)
        return "PROOF"


@dataclass
class FakeCards:
    """Has everybody's card, or none."""

    error: Exception | None = None

    async def with_phone(self, person: Person, proof: str) -> Card:
        """Return a sample."""
        return self._card(person)

    async def with_receipt(self, person: Person, receipt: Accepted) -> Card:
        """Return a sample."""
        return self._card(person)

    async def with_call(self, person: Person, call_id: str) -> Card:
        """Return a sample."""
        return self._card(person)

    def _card(self, person: Person) -> Card:
        if self.error is not None:
            raise self.error
        return a_card(person)


@dataclass
class FakeWard:
    """A ward a quarter of the way."""

    error: Unavailable | None = None

    async def campaign(self) -> Campaign:
        """Return its figures."""
        if self.error is not None:
            raise self.error
        return Campaign(12_345, 45_000)


@dataclass
class FakePrinter:
    """Keeps the slips, or fails as told."""

    trouble: Trouble | None = None
    busy: asyncio.Event | None = None
    """When given, nothing is printed until it is set."""
    asked: list[Slip] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)

    async def print(self, slip: Slip) -> None:
        """Print, or fail."""
        self.asked.append(slip)
        if self.busy is not None:
            await self.busy.wait()
        if self.trouble is not None:
            raise PrinterTrouble(self.trouble)
        self.slips.append(slip)


@dataclass
class FakeVoice:
    """Remembers what it said; what is somebody's own it says into a headphone only."""

    is_there: bool = True
    has_headphone: bool = False
    is_speaking: bool = False
    said: list[list[tuple[str, str]]] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)

    def say(self, words: Sequence[tuple[str, str]], language: str) -> None:
        """Speak until it is hushed."""
        self.said.append([(key, text) for key, text in words if key or self.has_headphone])
        self.languages.append(language)
        self.is_speaking = True

    def hush(self) -> None:
        """Be silent."""
        self.is_speaking = False


@dataclass
class World:
    """All fakes of one test, to be changed before and looked at after."""

    registrar: FakeRegistrar = field(default_factory=FakeRegistrar)
    phone_codes: FakePhoneCodes = field(default_factory=FakePhoneCodes)
    cards: FakeCards = field(default_factory=FakeCards)
    desk: FakeDesk = field(default_factory=lambda: FakeDesk(NOW + timedelta(minutes=15)))
    lookups: FakeLookups = field(default_factory=FakeLookups)
    rights: FakeRights = field(default_factory=lambda: FakeRights(NOW))
    pick_ups: FakePickUps = field(default_factory=lambda: FakePickUps(NOW + timedelta(days=7)))
    ward: FakeWard = field(default_factory=FakeWard)
    supplements: FakeSupplements = field(default_factory=FakeSupplements)
    printer: FakePrinter | None = None
    voice: FakeVoice | None = None
    timing: Timing = field(default_factory=Timing)
    practice: tuple[PracticeScan, ...] = ()
    is_demo: bool = False
    is_practice: bool = False
    home: str = ""
    """The office's own commune."""
    trouble: str = ""
    keys: int = 0

    def new_key(self) -> str:
        """Return keys that can be foretold."""
        self.keys += 1
        return f"{self.keys:032x}"

    @property
    def services(self) -> Services:
        """What a screen is given."""
        return Services(
            registrar=self.registrar,
            phone_codes=self.phone_codes,
            cards=self.cards,
            desk=self.desk,
            lookups=self.lookups,
            pick_ups=self.pick_ups,
            rights=self.rights,
            ward=self.ward,
            supplements=self.supplements,
            office=Office(
                "UBND Phường Thử Nghiệm", "00000", "1900 9068", "thứ Hai đến thứ Sáu, 7:30 đến 17:00"
            ),
            now=lambda: NOW,
            new_key=self.new_key,
            read_scan=lambda text: parse(text, NOW.date()),
            places=lambda: gazetteer(self.home),
            timing=self.timing,
            practice=self.practice,
            is_demo=self.is_demo,
            is_practice=self.is_practice,
            printer=self.printer,
            voice=self.voice,
            trouble=self.trouble,
        )
