"""A whole backend on a real database, with clock, people and phone network in the test's hand."""

import asyncio
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from kiosk.backend.access import callers
from kiosk.backend.backend import Backend, Collaborators
from kiosk.backend.http.app import create_app
from kiosk.backend.insurer import employer_search, register_entry, working_life
from kiosk.backend.insurer.register_entry import ALIVE, DECEASED, RegisterEntry
from kiosk.backend.insurer.simulator import InsurerSimulator
from kiosk.backend.keys.decryption import EnvelopeDecryptor
from kiosk.backend.keys.signing import Signer
from kiosk.backend.messages.caps import Caps
from kiosk.backend.messages.sms import Acceptance, Delivery, Failure, Message, SendingFailed
from kiosk.backend.messages.sms_setup import SmsSetup
from kiosk.backend.policy import Policy
from kiosk.backend.registrations import encrypted_form
from kiosk.backend.storage.schema import contributions, employers, participants, registrations
from kiosk.backend.storage.store import Store
from kiosk.backend.storage.vault import Vault
from kiosk.config.settings import DemoSettings, Settings, StateSettings
from kiosk.contract.registrations import RegistrationBody
from kiosk.contract.service import PROBLEM_TYPE, ProblemDetails
from kiosk.domain.contributions import Employer, Fund, Month, Period
from kiosk.domain.people import Sex
from kiosk.trust.signed_text import raw
from kiosk.wiring import service
from tests.backend.insurer.people import Line
from tests.backend.types_read_once import types_read_once

START = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
KIOSK_KEY = "the kiosk under test"
OTHER_KEY = "another kiosk"
POLICY = service.policy(Settings())
"""As shipped."""
VAULT = Vault(b"the key of records under test...")

MAU = {
    "citizen_id": "006090000011",
    "full_name": "Nguyễn Văn Mẫu",
    "birth": "1990-01-01",
    "sex": "male",
    "phone": "+84900000000",
}
"""In the register with a card and a phone of his own."""
NGHIEM = {
    "citizen_id": "006148000012",
    "full_name": "Trần Thị Thử Nghiệm",
    "birth": "1948-05-01",
    "sex": "female",
}
"""In the register with a card, without a phone."""
THU = {
    "citizen_id": "006180000018",
    "full_name": "Vũ Thị Thử",
    "birth": "1980-02-02",
    "sex": "female",
    "phone": "+84940000000",
}
"""In the register with a phone, without an insurance number."""
GONE = {
    "citizen_id": "006040000019",
    "full_name": "Bùi Văn Tạm",
    "birth": "1940-03-03",
    "sex": "male",
    "phone": "+84960000000",
}
"""In the register as deceased."""
STRANGER = {"citizen_id": "006070000020", "full_name": "Đỗ Văn Giả", "birth": "1970-04-04", "sex": "male"}
"""Not in the register."""
_DESCRIBED: dict[str, Any] = {}
"""The API's description of its calls, the same for every world."""
_PARAMETERS = {
    "registrations": "receipt_code",
    "dossiers": "receipt_code",
    "pick-ups": "form_id",
    "rights-requests": "code",
}
PEOPLE = (MAU, NGHIEM, THU, GONE)
SEWING = "Công ty May Thử Nghiệm"
WORKED = (
    Period(Month(2013, 10), Month(2015, 5), "Công ty Vận tải Kiểm Thử"),
    Period(Month(2015, 11), Month(2026, 6), SEWING, frozenset(Fund)),
    Period(Month(2026, 7), Month(2026, 9), SEWING, frozenset(Fund), is_late=True),
)
"""What Mẫu has contributed; nothing is known of the others."""
EMPLOYERS = (
    Employer("TN0001A", SEWING, Month(2026, 6), Month(2026, 9)),
    Employer("TN0006A", "Công ty Vận tải Kiểm Thử", Month(2026, 9), Month(2026, 9)),
)


def _template(match: re.Match[str]) -> str:
    return f"{match[1]}/{{{_PARAMETERS.get(match[1], 'id')}}}"


def entry(person: Mapping[str, str]) -> RegisterEntry:
    """A person's line in the register."""
    serial = person["citizen_id"][-3:]
    number = f"0000000{serial}" if person is not THU else None
    return RegisterEntry(
        citizen_id=person["citizen_id"],
        full_name=person["full_name"],
        birth=person["birth"],
        sex=Sex(person["sex"]),
        phone=person.get("phone"),
        address="Tổ 0, Thử Nghiệm, Bắc Kạn",
        insurance_id=number,
        card_number=number,
        facility="06001",
        valid_from=date(2026, 1, 1),
        valid_to=date(2027, 12, 31),
        five_years_from=date(2020, 1, 1),
        benefit="4",
        status=DECEASED if person is GONE else ALIVE,
    )


def fill(store: Store) -> None:
    """What every test begins with: a few people and two kiosks."""

    def work(connection: sa.Connection) -> None:
        rows = [register_entry.to_row(VAULT, entry(person)) for person in PEOPLE]
        connection.execute(sa.insert(participants), rows)
        lives = [working_life.to_row(VAULT, VAULT.person(MAU["citizen_id"]), WORKED)]
        connection.execute(sa.insert(contributions), lives)
        connection.execute(sa.insert(employers), [employer_search.to_row(each) for each in EMPLOYERS])
        callers.enrol(connection, name="one", key=KIOSK_KEY, now=START, office_code="00000")
        callers.enrol(connection, name="two", key=OTHER_KEY, now=START, office_code="00000")

    store.migrate()
    store.write_now(work)


@dataclass
class Network:
    """The phone network: keeps what was sent."""

    name: str = "network"
    is_simulated: bool = False
    sent: list[Message] = field(default_factory=list)
    is_away: bool = False

    async def send(self, message: Message) -> Acceptance:
        """Deliver."""
        if self.is_away:
            raise SendingFailed(Failure.AWAY)
        self.sent.append(message)
        return Acceptance("")

    async def delivery(self, message_id: str, provider_id: str) -> Delivery | None:
        """Know nothing of it."""

    async def balance(self) -> int | None:
        """Have no account."""

    @property
    def code(self) -> str:
        """The six digits of the newest message."""
        return digits(self.sent[-1].words)


def digits(text: str) -> str:
    """The six digits in a message."""
    return next(word for word in text.replace(",", " ").split() if word.isdigit() and len(word) == 6)


class World:
    """The backend, and a kiosk that speaks to it over HTTP."""

    def __init__(
        self, place: str, policy: Policy | None = None, *, has_sms: bool = True, caps: Caps | None = None
    ) -> None:
        """`place`: a SQLite file's path or a PostgreSQL's url, migrated and filled."""
        self.at = START
        self.network = Network()
        self.place = place
        self.store = Store.open(place)
        self.signer = Signer(Ed25519PrivateKey.generate())
        self.decryptor = EnvelopeDecryptor(X25519PrivateKey.generate())
        self.line = Line(
            InsurerSimulator(
                self.store,
                VAULT,
                office_code="00000",
                facilities={"06001": "Bệnh viện Mẫu"},
                issued_by="Thử Nghiệm",
                now=lambda: self.at,
            )
        )
        given = Collaborators(
            self.store,
            vault=VAULT,
            signer=self.signer,
            decryptor=self.decryptor,
            insurer=self.line,
            sms=SmsSetup([self.network] if has_sms else [], sender="UBNDPHUONG", caps=caps or Caps()),
            policy=policy or POLICY,
            goal=45000,
            now=lambda: self.at,
        )
        self.backend = Backend.of(given)
        with types_read_once():
            self.app = create_app(self.backend)
        self.http = self.kiosk(KIOSK_KEY)

    def kiosk(self, key: str) -> httpx.AsyncClient:
        """A kiosk with this key; "" has none."""
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app, raise_app_exceptions=False),
            base_url="http://backend",
            headers={"Authorization": f"Bearer {key}"} if key else {},
            event_hooks={"response": [self._is_documented]},
        )

    async def _is_documented(self, response: httpx.Response) -> None:
        """Every answer in every test is one that the API's own description knows."""
        await response.aread()
        if not _DESCRIBED:
            _DESCRIBED.update(self.app.openapi()["paths"])
        kinds = "phone-codes|registrations|dossiers|ringing|calls|pick-ups|rights-requests"
        parents = rf"({kinds})/(?!availability|choices)[^/]+"
        path = re.sub(parents, _template, response.request.url.path)
        call = _DESCRIBED.get(path, {}).get(response.request.method.lower())
        if call is None or response.status_code == 401:
            return
        described = call["responses"][str(response.status_code)].get("content", {})
        if response.status_code == 304:
            return
        kind = response.headers["Content-Type"]
        assert kind in described, (path, kind)
        if kind == PROBLEM_TYPE:
            codes = described[kind]["schema"]["allOf"][1]["properties"]["code"]["enum"]
            assert response.json()["code"] in codes, (path, response.json()["code"])
            ProblemDetails.model_validate_json(response.content)

    def pass_time(self, **span: float) -> None:
        """Move the clock."""
        self.at += timedelta(**span)

    def count(self, table: sa.Table) -> int:
        """How many rows a table has."""
        query = sa.select(sa.func.count()).select_from(table)
        return self.store.read_now(lambda connection: connection.scalar(query)) or 0

    def rows(self, table: sa.Table) -> list[Any]:
        """All rows of a table."""
        return list(self.store.read_now(lambda connection: connection.execute(sa.select(table)).all()))

    def dossier(self, place: int = 0) -> RegistrationBody:
        """What was sent with one of the registrations, as the database has it."""
        found = encrypted_form.decrypt(VAULT, self.rows(registrations)[place])
        assert found is not None
        return found

    def change_register(self, person: Mapping[str, str], **values: Any) -> None:
        """Let the register say something else of a person from now on."""
        row = register_entry.to_row(VAULT, replace(entry(person), **values))
        change = sa.update(participants).where(participants.c.person == row["person"]).values(row)
        self.store.write_now(lambda connection: connection.execute(change))

    async def post(self, path: str, body: object, key: str | None = None) -> httpx.Response:
        """Send a write with a fresh idempotency key, or with `key`."""
        answer = await self.http.post(path, json=body, headers={"Idempotency-Key": key or new_key()})
        if path.endswith("/phone-codes"):
            await self.backend.messages.worker.send_due()
        return answer

    async def register(self, body: dict[str, Any], key: str | None = None) -> dict[str, Any]:
        """Register, and return the answer."""
        response = await self.post("/v1/registrations", body, key)
        assert response.status_code == 201, response.text
        return dict(response.json())

    async def prove(self, person: Mapping[str, str], phone: str, owner: str = "self") -> str:
        """Have a code sent, answer it, and return the proof."""
        sent = await self.post("/v1/phone-codes", code_body(person, phone=phone, owner=owner))
        answer = await self.post(f"/v1/phone-codes/{sent.json()['id']}/answer", {"code": self.network.code})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["proof"])

    async def approved(self, person: Mapping[str, str] = MAU) -> dict[str, Any]:
        """Register somebody whom the machine approves at once."""
        proof = await self.prove(person, person["phone"])
        answer = await self.register(body(person, proof=proof, captured_at=self.at))
        assert answer["status"] == "approved", answer
        return answer


def new_key() -> str:
    """A fresh idempotency key."""
    return secrets.token_hex(16)


def code_body(person: Mapping[str, str], *, phone: str | None = None, owner: str = "self") -> dict[str, Any]:
    """The request for a code: for a registration with a phone, for a card without."""
    return {
        "purpose": "registration" if phone else "card",
        **{name: person[name] for name in ("citizen_id", "full_name", "birth")},
        "phone": phone,
        "owner": owner,
    }


def body(
    person: Mapping[str, str],
    *,
    proof: str | None = None,
    phone: str | None = None,
    helper: Mapping[str, str] | None = None,
    captured_at: datetime = START,
    **participant: object,
) -> dict[str, Any]:
    """A registration's body, as a kiosk sends it."""
    chosen = phone or (person.get("phone") if proof else None)
    owner = "none" if chosen is None else "helper" if helper else "self"
    purposes = ["registration", *(["declaration"] if helper else [])]
    return {
        "participant": {
            **{name: person[name] for name in ("citizen_id", "full_name", "birth", "sex")},
            "address": "Tổ 0, Thử Nghiệm, Bắc Kạn",
            "id_source": "card_qr",
            **participant,
        },
        "helper": helper
        and {
            **{name: helper[name] for name in ("citizen_id", "full_name", "birth")},
            "relation": "parent",
            "id_source": "card_qr",
        },
        "phone": chosen,
        "phone_owner": owner,
        "phone_proof": proof,
        "office_code": "00000",
        "consents": [{"purpose": purpose, "version": "1", "granted": True} for purpose in purposes],
        "form_version": "2026-11",
        "captured_at": captured_at.isoformat(),
    }


def embedded_settings(state: Path, people: int = 0) -> Settings:
    """Settings of a kiosk's own backend in `state`; with `people`, the demo's ward in its own directory."""
    demo = DemoSettings(enabled=people > 0, people=people)
    return Settings(state=StateSettings(str(state)), demo=demo)


def encryption_key(world: World) -> X25519PublicKey:
    """What a kiosk encrypts to."""
    return X25519PublicKey.from_public_bytes(raw(world.decryptor.published[0]))


async def together(*requests: Any) -> list[httpx.Response]:
    """Send requests at the same time."""
    return list(await asyncio.gather(*requests))
