"""The agent's half of the outbox, against a server that misbehaves and against the real embedded backend."""

import asyncio
import base64
import contextlib
import json
import re
import secrets
import socket
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import uvicorn

from kiosk.backend.http.app import create_app
from kiosk.client.api import Api
from kiosk.client.citizen import CardCalls, DeskCalls, PhoneCodeCalls, WardCalls
from kiosk.client.drain import Drain
from kiosk.client.encryption import Keyring
from kiosk.client.outbox import Outbox
from kiosk.client.registrar import REST, HttpRegistrar
from kiosk.contract.envelopes import EnvelopeOutcome
from kiosk.domain import phones, readable_code
from kiosk.domain.people import Person
from kiosk.domain.registration.draft import PhoneOwner
from kiosk.domain.registration.eligibility import Status
from kiosk.ports.errors import Refused
from kiosk.ports.phone_codes import Challenge
from kiosk.ports.registrations import Accepted, Queued
from kiosk.wiring import service
from tests.backend.world import embedded_settings
from tests.client.counterpart import NOW, Keys, Request, listening, problem, response, served
from tests.domain.samples import complete_draft

DRAFT = complete_draft()


def key(number: int) -> str:
    return f"{number:032x}"


class Kiosk:
    """An outbox with rows, and the drain that empties it; chance gives 1, so pauses are at their longest."""

    def __init__(self, directory: Path, keys: Keys) -> None:
        self.at = NOW
        self.outbox = Outbox(directory / "outbox.db", lambda: self.at)
        self.keyring = Keyring(keys.keep_in(directory / "backend-keys.json"))

    def fill(self, count: int) -> None:
        for number in range(count):
            sealed = self.keyring.encrypt(b"{}", key(number))
            self.outbox.put(key(number), readable_code.derived("receipt", key(number)), sealed)

    def drain(self, api: Api) -> Drain:
        return Drain(api, self.outbox, self.keyring, lambda: self.at, lambda: 1.0)

    def states(self) -> dict[str, tuple[str, str | None, int]]:
        return {row.idempotency_key: (row.state, row.refusal, row.attempts) for row in self.outbox.rows()}

    def pauses(self) -> list[float]:
        return [row.not_before - self.at.timestamp() for row in self.outbox.rows()]


@pytest.fixture
def kiosk(short, keys: Keys):
    """A kiosk whose backend is `keys`."""
    kiosk = Kiosk(short, keys)
    yield kiosk
    kiosk.outbox.close()


def asked(request: Request) -> list[str]:
    """The keys of the envelopes in a request."""
    return [envelope["idempotency_key"] for envelope in json.loads(request.body)["envelopes"]]


def outcomes(found: list[EnvelopeOutcome]) -> bytes:
    return response({"outcomes": [outcome.model_dump(mode="json") for outcome in found]})


async def test_each_row_goes_its_own_way(kiosk, keys, short):
    def say(request: Request) -> bytes:
        return outcomes(
            [
                EnvelopeOutcome(idempotency_key=key(2), problem="unexpected"),
                keys.outcome(key(0)),  # the order is the backend's business
                EnvelopeOutcome(idempotency_key=key(1), problem="phone_limit_reached"),
                keys.outcome(key(3), receipt=Keys().receipt(key(3))),
                EnvelopeOutcome(idempotency_key=key(5), problem="busy"),
            ]  # and nothing at all about 4
        )

    kiosk.fill(6)
    async with served(say, short) as (_, api):
        assert await kiosk.drain(api).once() == 2
    assert kiosk.states() == {
        key(1): ("kept", "phone_limit_reached", 0),
        key(2): ("waiting", None, 1),
        key(3): ("waiting", None, 1),
        key(4): ("waiting", None, 1),
        key(5): ("waiting", None, 1),
    }


async def test_a_hundred_go_in_one_call_sealed_as_they_are(kiosk, keys, short):
    def say(request: Request) -> bytes:
        return outcomes([keys.outcome(each) for each in asked(request)])

    kiosk.fill(130)
    rows = {row.idempotency_key: row for row in kiosk.outbox.rows()}
    async with served(say, short) as (counterpart, api):
        drain = kiosk.drain(api)
        assert [await drain.once(), await drain.once(), await drain.once()] == [100, 30, 0]
    assert not kiosk.outbox.rows()
    assert len(counterpart.heard) == 2
    first = json.loads(counterpart.heard[0].body)["envelopes"][0]
    assert base64.b64decode(first["sealed"]) == rows[first["idempotency_key"]].ciphertext.content


async def test_pauses_double_up_to_a_limit_and_nothing_is_dropped(kiosk, short):
    kiosk.fill(1)
    pauses = []
    async with served(lambda _: response(b"", 429), short) as (_, api):
        drain = kiosk.drain(api)
        for _ in range(12):
            await drain.once()
            pauses += kiosk.pauses()
            kiosk.at += timedelta(seconds=pauses[-1])
    assert pauses[:4] == pytest.approx([5, 10, 20, 40])
    assert pauses[-3:] == pytest.approx([600] * 3)
    assert kiosk.states() == {key(0): ("waiting", None, 12)}


async def test_a_backend_that_comes_back_is_not_kept_waiting_for_long(kiosk, short):
    kiosk.fill(1)
    async with listening(None, short) as api:
        (short / "s").unlink()
        drain = kiosk.drain(api)
        for _ in range(12):
            await drain.once()
            (pause,) = kiosk.pauses()
            kiosk.at += timedelta(seconds=pause)
    assert pause == pytest.approx(60)


async def test_chance_scatters_the_kiosks(kiosk, short):
    kiosk.fill(2)
    chances = iter([0.0, 0.5])
    async with served(lambda _: response(b"", 429), short) as (_, api):
        await Drain(api, kiosk.outbox, kiosk.keyring, lambda: kiosk.at, lambda: next(chances)).once()
    assert sorted(kiosk.pauses()) == pytest.approx([2.5, 3.75])


@pytest.mark.parametrize("raw", [problem("unexpected", 500), problem("invalid_body", 422)])
async def test_one_envelope_that_breaks_the_call_does_not_hold_up_the_others(kiosk, keys, short, raw):
    def say(request: Request) -> bytes:
        found = asked(request)
        return raw if key(1) in found else outcomes([keys.outcome(each) for each in found])

    kiosk.fill(4)
    async with served(say, short) as (_, api):
        drain = kiosk.drain(api)
        for _ in range(8):
            await drain.once()
            kiosk.at += timedelta(seconds=20)
    assert list(kiosk.states()) == [key(1)]


async def test_an_envelope_refused_by_itself_is_kept_for_the_officer(kiosk, short):
    kiosk.fill(1)
    async with served(lambda _: problem("invalid_body", 422), short) as (_, api):
        assert await kiosk.drain(api).once() == 1
    assert kiosk.states() == {key(0): ("kept", "invalid_body", 0)}


async def test_a_kiosk_that_is_not_allowed_waits_until_it_is(kiosk, short):
    kiosk.fill(1)
    async with served(lambda _: problem("not_allowed", 401), short) as (_, api):
        assert await kiosk.drain(api).once() == 0
    assert kiosk.states() == {key(0): ("waiting", None, 1)}


async def test_what_the_screen_is_just_sending_is_left_alone(kiosk, keys, short):
    kiosk.outbox.put(key(0), "7K3M9QXRA2WD", kiosk.keyring.encrypt(b"{}", key(0)), rest=REST)
    async with served(lambda _: response(b"", 429), short) as (counterpart, api):
        assert await kiosk.drain(api).once() == 0
    assert counterpart.heard == []


# The real one.


@contextlib.asynccontextmanager
async def embedded(directory: Path):
    """Serve the embedded backend, with its invented ward, as the agent does."""
    settings = embedded_settings(directory, people=20)
    app = create_app(await asyncio.to_thread(service.open_embedded, settings))
    path = settings.state_dir / "backend.sock"
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()  # from here on whoever calls is kept waiting, not turned away
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on"))
        serving = asyncio.create_task(server._serve([listener]))  # serve() would take pytest's signals
        try:
            yield
        finally:
            server.should_exit = True
            await serving


class Whole:
    """A kiosk beside the embedded backend, on the machine's clock and `ahead` of it."""

    def __init__(self, directory: Path) -> None:
        directory = embedded_settings(directory, people=20).state_dir
        self.ahead = timedelta()
        self.api = Api.over_socket(
            str(directory / "backend.sock"), directory / "kiosk.key", 8, lambda: secrets.token_hex(16)
        )
        self.outbox = Outbox(directory / "outbox.db", self.now)
        self.keyring = Keyring(directory / "backend-keys.json")
        self.registrar = HttpRegistrar(self.api, self.outbox, self.keyring, "00000", self.now)
        self.drain = Drain(self.api, self.outbox, self.keyring, self.now, lambda: 1.0)

    def now(self) -> datetime:
        return datetime.now().astimezone() + self.ahead

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_) -> None:
        await self.api.close()
        self.outbox.close()


async def test_what_was_sealed_while_the_backend_was_away_arrives_when_it_is_back(short):
    async with embedded(short):
        pass  # it was here once: the kiosk has its keys
    async with Whole(short) as kiosk:
        assert await kiosk.registrar.submit(DRAFT) == Queued(DRAFT.receipt_code, "offline")
        kiosk.ahead = timedelta(seconds=REST)
        async with embedded(short):
            assert await kiosk.drain.once() == 1
            assert not kiosk.outbox.rows()
            standing = await kiosk.registrar.registration_status(DRAFT.receipt_code)
            again = await kiosk.registrar.submit(DRAFT)
    assert standing.status is Status.PENDING_REVIEW
    assert isinstance(again, Accepted)
    assert again.receipt_code == DRAFT.receipt_code


async def test_the_embedded_backend_signs_what_the_kiosk_believes(short):
    async with embedded(short), Whole(short) as kiosk:
        receipt = await kiosk.registrar.submit(DRAFT)
        assert isinstance(receipt, Accepted)
        assert not kiosk.outbox.rows()


def code_in(challenge: Challenge) -> str:
    return next(word for word in re.findall(r"\d+", challenge.simulated_sms) if len(word) == 6)


async def test_codes_and_cards_come_through_the_ports(short):
    async with embedded(short), Whole(short) as kiosk:
        codes, cards = PhoneCodeCalls(kiosk.api), CardCalls(kiosk.api)
        challenge = await codes.send_for_registration(DRAFT)
        with pytest.raises(Refused) as wrong:
            await codes.answer(challenge, f"{(int(code_in(challenge)) + 1) % 1_000_000:06}")
        assert (wrong.value.code, wrong.value.tries_left) == ("code_wrong", 2)
        proved = DRAFT.with_phone_proof(await codes.answer(challenge, code_in(challenge)))
        receipt = await kiosk.registrar.submit(proved)
        assert isinstance(receipt, Accepted)
        assert receipt.status is Status.APPROVED
        (phone,) = await codes.choices(DRAFT.participant)
        assert (phone.masked, phone.owner) == (phones.ending(DRAFT.phone), PhoneOwner.SELF)
        again = await codes.send_for_card(DRAFT.participant, phone.id)
        card = await cards.with_phone(DRAFT.participant, await codes.answer(again, code_in(again)))
        assert card == receipt.card
        assert card.is_sample


async def test_the_bell_and_the_figures_come_through_the_ports(short):
    async with embedded(short), Whole(short) as kiosk:
        await DeskCalls(kiosk.api).ring("phone", DRAFT.receipt_code)
        assert (await WardCalls(kiosk.api).campaign()).goal == 20


async def test_what_the_contract_does_not_allow_is_refused_without_asking(short):
    async with listening(None, short) as api:
        (short / "s").unlink()
        for code in ("", "12345", "1234567", "12345a", "１２３４５６"):
            with pytest.raises(Refused, match="code_wrong"):
                await PhoneCodeCalls(api).answer(Challenge("c", NOW), code)
        with pytest.raises(Refused, match="invalid_body"):
            await CardCalls(api).with_phone(Person(), "proof")
