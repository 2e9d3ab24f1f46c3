"""Every write is one write, however often it is sent; made from the route table, so that none forgets it."""

import base64
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from kiosk.backend.storage.schema import answers, metadata
from kiosk.contract import cards, fields, phone_codes, registrations
from kiosk.contract import envelopes as envelopes_contract
from kiosk.contract.calls import DESK_CALLS, RINGING
from kiosk.contract.dossiers import DOSSIERS
from kiosk.contract.envelopes import HPKE_INFO
from kiosk.contract.kiosks import KIOSK_REPORTS
from kiosk.contract.lookups import CONTRIBUTIONS
from kiosk.contract.people import VERIFY
from kiosk.contract.pick_ups import PICK_UPS
from kiosk.contract.presences import PRESENCES
from kiosk.contract.registrations import RegistrationBody
from kiosk.contract.sessions import SIGN_IN, SIGN_OUT
from kiosk.contract.supplements import ANSWERS, CODES, path_of
from tests.backend.office import BADGE, LAN, MAI, PASSWORD, PIN, Office
from tests.backend.world import (
    MAU,
    NGHIEM,
    STRANGER,
    THU,
    World,
    body,
    code_body,
    encryption_key,
    new_key,
    together,
)

FORM_ID = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


@dataclass(frozen=True)
class Write:
    """A write as it may be sent, and another one that is not the same."""

    url: str
    body: object
    other: object
    by: httpx.AsyncClient
    other_url: str = ""
    """Where the other one goes, if not to the same address: a write without a body is told by that."""

    async def send(self, key: str | None) -> httpx.Response:
        """Send it under `key`."""
        return await self._post(self.url, self.body, key)

    async def send_other(self, key: str) -> httpx.Response:
        """Send the other one under `key`."""
        return await self._post(self.other_url or self.url, self.other, key)

    async def _post(self, url: str, body: object, key: str | None) -> httpx.Response:
        headers = {} if key is None else {fields.IDEMPOTENCY_HEADER: key}
        return await self.by.post(url, json=body, headers=headers)


Prepare = Callable[[World], Awaitable[Write]]


async def _register(world: World) -> Write:
    return Write(registrations.REGISTRATIONS, body(NGHIEM), body(MAU), world.http)


async def _send_code(world: World) -> Write:
    first, other = (code_body(MAU, phone=phone) for phone in (MAU["phone"], "+84970000000"))
    return Write(phone_codes.PHONE_CODES, first, other, world.http)


async def _prove_again(world: World) -> Write:
    proof = await world.prove(NGHIEM, "+84970000000", "helper")
    sent = body(NGHIEM, proof=proof, phone="+84970000000", helper=THU, captured_at=world.at)
    receipt = (await world.register(sent))["receipt"]
    first, other = (
        {"citizen_id": person["citizen_id"], "receipt": receipt, "proof": proof} for person in (STRANGER, MAU)
    )
    return Write(phone_codes.PROOFS, first, other, world.http)


async def _answer_code(world: World) -> Write:
    sent = await world.post(phone_codes.PHONE_CODES, code_body(MAU, phone=MAU["phone"]))
    code = world.network.code
    wrong = "000000" if code != "000000" else "000001"
    url = f"{phone_codes.PHONE_CODES}/{sent.json()['id']}/answer"
    return Write(url, {"code": code}, {"code": wrong}, world.http)


async def _show_card(world: World) -> Write:
    await world.approved()
    proof = await world.prove(MAU, MAU["phone"])
    identity = {name: MAU[name] for name in ("citizen_id", "full_name", "birth")}
    first, other = ({**identity, "phone_proof": each} for each in (proof, None))
    return Write(cards.CARDS, first, other, world.http)


async def _show_contributions(world: World) -> Write:
    proof = await world.prove(MAU, MAU["phone"])
    identity = {name: MAU[name] for name in ("citizen_id", "full_name", "birth")}
    first, other = ({**identity, "phone_proof": each} for each in (proof, None))
    return Write(CONTRIBUTIONS, first, other, world.http)


async def _ring(world: World) -> Write:
    return Write(DESK_CALLS, {"place": "phone"}, {"place": "consent"}, world.http)


async def _come(world: World) -> Write:
    Office(world).equip(MAI)
    identity = {name: MAU[name] for name in ("citizen_id", "full_name", "birth")}
    officer = {"by": "badge", "badge": BADGE, "pin": PIN}
    requests = ({"purpose": "card", **identity}, {"purpose": "take_over"})
    first, other = ({"officer": officer, "request": request} for request in requests)
    return Write(PRESENCES, first, other, world.http)


async def _report(world: World) -> Write:
    first, other = ({"version": "0.1.0", "waiting": waiting} for waiting in (0, 1))
    return Write(KIOSK_REPORTS, first, other, world.http)


async def _keep_form(world: World) -> Write:
    first, other = ({"form_id": FORM_ID, "sealed": sealed} for sealed in ("c2VhbGVk", "b3RoZXIu"))
    return Write(PICK_UPS, first, other, world.http)


async def _erase_form(world: World) -> Write:
    await world.post(PICK_UPS, {"form_id": FORM_ID, "sealed": "c2VhbGVk"})
    url, other_url = (f"{PICK_UPS}/{form_id}/erase" for form_id in (FORM_ID, "f" * 32))
    return Write(url, {}, {}, world.http, other_url)


async def _sign_in(world: World) -> Write:
    office = Office(world)
    first, other = ({"login": login, "password": PASSWORD} for login in (MAI.login, LAN.login))
    return Write(SIGN_IN, first, other, office.world.kiosk(""))


async def _sign_out(world: World) -> Write:
    """It is answered again only as long as the session is: afterwards its token is a stranger's."""
    seat = await Office(world).seat()
    return Write(SIGN_OUT, None, None, seat.http)


def _at_dossier(action: str, body: object = None, other: object = None) -> Prepare:
    """Prepare what an officer does with a dossier; without a body, the other one is another dossier's."""

    async def prepare(world: World) -> Write:
        office = Office(world)
        code, another = await office.waiting(NGHIEM), await office.waiting(MAU)
        seat = await office.seat()
        if action == "undo":
            for each in (code, another):
                assert (await seat.decide(each, "refuse", note="x")).is_success
        url, other_url = (f"{DOSSIERS}/{each}/{action}" for each in (code, another if body is None else code))
        return Write(url, body, other, seat.http, other_url)

    return prepare


async def _answer_call(world: World) -> Write:
    seat = await Office(world).seat()
    call = (await world.post(DESK_CALLS, {"place": "phone"})).json()["id"]
    first, other = ({"outcome": outcome} for outcome in ("coming", "declined"))
    return Write(f"{RINGING}/{call}/answer", first, other, seat.http)


async def _correct(world: World) -> Write:
    office = Office(world)
    code, seat = await office.waiting(NGHIEM), await office.seat()
    grounds = {"version": (await seat.dossier(code))["version"], "reason": "by_card", "agreed": "present"}
    first, other = ({**grounds, "changes": [{"field": "birth", "value": v}]} for v in ("1948", "1949"))
    return Write(f"{DOSSIERS}/{code}/corrections", first, other, seat.http)


async def _change_phone(world: World) -> Write:
    seat = await Office(world).seat()
    code = (await world.approved())["receipt_code"]
    first, other = ({"phone": phone, "owner": "self"} for phone in ("+84970000000", "+84980000000"))
    return Write(f"{DOSSIERS}/{code}/account-phone", first, other, seat.http)


def _asked_of_person(call: str, first: dict[str, str], other: dict[str, str]) -> Prepare:
    """Prepare what a person does with the slip of a registration whose officer asked for a phone."""

    async def prepare(world: World) -> Write:
        answer = await world.register(body(NGHIEM))
        code, slip = answer["receipt_code"], {"receipt": answer["receipt"]}
        seat = await Office(world).seat()
        assert (await seat.decide(code, "ask_more", asked=["phone"])).is_success
        return Write(path_of(code, call), {**slip, **first}, {**slip, **other}, world.http)

    return prepare


PREPARED: dict[str, Prepare] = {
    f"{DOSSIERS}/{{receipt_code}}/corrections": _correct,
    f"{DOSSIERS}/{{receipt_code}}/account-phone": _change_phone,
    path_of("{receipt_code}", ANSWERS): _asked_of_person(
        ANSWERS, {"phone_owner": "none"}, {"phone_owner": "self", "phone": "+84970000000"}
    ),
    path_of("{receipt_code}", CODES): _asked_of_person(
        CODES, {"phone": "+84970000000", "owner": "self"}, {"phone": "+84980000000", "owner": "self"}
    ),
    registrations.REGISTRATIONS: _register,
    phone_codes.PHONE_CODES: _send_code,
    f"{phone_codes.PHONE_CODES}/{{id}}/answer": _answer_code,
    phone_codes.PROOFS: _prove_again,
    cards.CARDS: _show_card,
    CONTRIBUTIONS: _show_contributions,
    DESK_CALLS: _ring,
    PRESENCES: _come,
    KIOSK_REPORTS: _report,
    PICK_UPS: _keep_form,
    f"{PICK_UPS}/{{form_id}}/erase": _erase_form,
    SIGN_IN: _sign_in,
    f"{DOSSIERS}/{{receipt_code}}/claim": _at_dossier("claim"),
    f"{DOSSIERS}/{{receipt_code}}/release": _at_dossier("release"),
    f"{DOSSIERS}/{{receipt_code}}/decision": _at_dossier(
        "decision", {"decision": "refuse", "note": "x"}, {"decision": "approve"}
    ),
    f"{DOSSIERS}/{{receipt_code}}/undo": _at_dossier("undo"),
    f"{RINGING}/{{id}}/answer": _answer_call,
}
NO_WRITE = {VERIFY}
"""A POST that changes nothing: what is verified shall stand in no log's address."""
ON_ITS_OWN = {envelopes_contract.ENVELOPES, SIGN_OUT}
"""Tried further down: envelopes carry their keys inside, and who signed out is a stranger."""
each_write = pytest.mark.parametrize("path", PREPARED)


def effects(world: World) -> dict[str, int]:
    """How many rows each table has."""
    return {table.name: world.count(table) for table in metadata.sorted_tables}


def content(world: World) -> dict[str, list[Any]]:
    """Everything in the database, but for when an officer was last seen."""

    def rows() -> Iterator[tuple[str, list[Any]]]:
        for table in metadata.sorted_tables:
            columns = [column for column in table.columns if column.name != "seen_at"]
            query = sa.select(*columns).order_by(*table.primary_key)
            yield table.name, world.store.read_now(lambda connection, q=query: connection.execute(q).all())

    return dict(rows())


def problem(response: httpx.Response) -> tuple[int, str]:
    """Its status and its code."""
    return response.status_code, response.json()["code"]


def test_every_write_of_the_route_table_is_tried_here(world: World) -> None:
    calls = world.app.openapi()["paths"].items()
    writes = {path for path, methods in calls if set(methods) - {"get"}} - NO_WRITE - ON_ITS_OWN
    assert writes == set(PREPARED), "give an example of each write in PREPARED"


def test_nothing_is_written_by_any_other_method_than_post(world: World) -> None:
    methods = {method for calls in world.app.openapi()["paths"].values() for method in calls}
    assert methods == {"get", "post"}


@each_write
async def test_the_same_again_gets_the_first_answer_byte_for_byte_and_changes_nothing(
    world: World, path: str
) -> None:
    write, key = await PREPARED[path](world), new_key()
    first = await write.send(key)
    assert first.is_success, first.text
    before = content(world)
    world.pass_time(minutes=5)
    again = await write.send(key)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert content(world) == before


@each_write
async def test_another_body_under_the_same_key_is_declined_and_changes_nothing(
    world: World, path: str
) -> None:
    write, key = await PREPARED[path](world), new_key()
    await write.send(key)
    before = content(world)
    assert problem(await write.send_other(key)) == (422, "idempotency_key_reused")
    assert content(world) == before


@each_write
async def test_a_key_that_another_call_used_is_declined(world: World, path: str) -> None:
    write, key = await PREPARED[path](world), new_key()
    await world.post(DESK_CALLS, {"place": "somewhere else"}, key)
    before = content(world)
    assert problem(await write.send(key)) == (422, "idempotency_key_reused")
    assert content(world) == before


@each_write
async def test_without_a_usable_key_nothing_is_written(world: World, path: str) -> None:
    write = await PREPARED[path](world)
    before = content(world)
    for key in (None, "", "short", "G" * 32, "A" * 32, "0" * 33):
        assert problem(await write.send(key)) == (400, "idempotency_key_missing"), key
    assert content(world) == before


@each_write
async def test_several_at_once_have_the_effect_of_one(build: Callable[[], World], path: str) -> None:
    async def effect(times: int) -> dict[str, int]:
        world = build()
        write, key = await PREPARED[path](world), new_key()
        before = effects(world)
        responses = await together(*(write.send(key) for _ in range(times)))
        assert {response.is_success for response in responses} == {True}
        assert len({response.content for response in responses}) == 1
        return {name: count - before[name] for name, count in effects(world).items()}

    assert await effect(6) == await effect(1)


@each_write
async def test_what_is_kept_of_an_answer_cannot_be_read_without_its_key(world: World, path: str) -> None:
    write, key = await PREPARED[path](world), new_key()
    response = await write.send(key)
    kept = b"".join(row.sealed + row.key_hash.encode() for row in world.rows(answers))
    assert response.content not in kept or response.content == b"{}"  # which any few bytes may be
    assert key.encode() not in kept


# Signing out ends what the answer could be asked for with.


async def test_signing_out_needs_a_key_and_is_over_after_once(world: World) -> None:
    write, key = await _sign_out(world), new_key()
    assert problem(await write.send(None)) == (400, "idempotency_key_missing")
    assert (await write.send(key)).is_success
    before = content(world)
    assert problem(await write.send(key)) == (401, "not_allowed")
    assert content(world) == before


# Envelopes carry their keys inside, each its own.


def sealed(world: World, request: dict[str, Any], key: str) -> dict[str, str]:
    """An envelope as a kiosk seals it: never twice the same bytes."""
    registration = RegistrationBody.model_validate(request).model_dump_json().encode()
    kid = next(each.kid for each in world.backend.keys.keys if each.use == "seal")
    content = _SUITE.encrypt(registration, encryption_key(world), (HPKE_INFO + key).encode())
    return {"idempotency_key": key, "kid": kid, "sealed": base64.b64encode(content).decode()}


async def deliver(world: World, *envelopes: dict[str, str]) -> httpx.Response:
    """Send envelopes; the call itself needs no key."""
    return await world.http.post(envelopes_contract.ENVELOPES, json={"envelopes": envelopes})


async def test_the_same_envelope_again_gets_the_first_answer_and_changes_nothing(world: World) -> None:
    key = new_key()
    first = await deliver(world, sealed(world, body(NGHIEM), key))
    assert first.json()["outcomes"][0]["answer"]
    before = content(world)
    world.pass_time(minutes=5)
    again = await deliver(world, sealed(world, body(NGHIEM), key))
    assert again.content == first.content
    assert content(world) == before


async def test_another_registration_in_an_envelope_with_the_same_key_is_declined(world: World) -> None:
    key = new_key()
    await deliver(world, sealed(world, body(NGHIEM), key))
    before = content(world)
    (outcome,) = (await deliver(world, sealed(world, body(MAU), key))).json()["outcomes"]
    assert outcome == {"idempotency_key": key, "answer": None, "problem": "idempotency_key_reused"}
    assert content(world) == before


async def test_the_same_envelope_several_times_at_once_is_one_registration(
    build: Callable[[], World],
) -> None:
    async def effect(times: int) -> dict[str, int]:
        world, key = build(), new_key()
        before = effects(world)
        deliveries = (deliver(world, *[sealed(world, body(NGHIEM), key)] * 2) for _ in range(times))
        outcomes = [one for each in await together(*deliveries) for one in each.json()["outcomes"]]
        assert [outcome for outcome in outcomes if outcome != outcomes[0]] == []
        return {name: count - before[name] for name, count in effects(world).items()}

    assert await effect(4) == await effect(1)


async def test_an_envelope_without_a_usable_key_is_declined(world: World) -> None:
    before = content(world)
    envelope = {**sealed(world, body(NGHIEM), new_key()), "idempotency_key": "short"}
    assert problem(await deliver(world, envelope)) == (422, "invalid_body")
    assert content(world) == before
