"""Every write of the API, prepared as it may be sent, but for envelopes."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx

from kiosk.contract import cards, fields, phone_codes, registrations
from kiosk.contract.calls import DESK_CALLS, RINGING
from kiosk.contract.dossiers import DOSSIERS
from kiosk.contract.kiosks import KIOSK_REPORTS
from kiosk.contract.lookups import CONTRIBUTIONS
from kiosk.contract.pick_ups import PICK_UPS
from kiosk.contract.presences import PRESENCES
from kiosk.contract.rights import DESK_RIGHTS, KEPT_DATA, RIGHTS_REQUESTS
from kiosk.contract.sessions import SIGN_IN, SIGN_OUT
from kiosk.contract.supplements import ANSWERS, CODES, path_of
from tests.backend.office import BADGE, HUNG, LAN, MAI, PASSWORD, PIN, Office
from tests.backend.rights import scene
from tests.backend.world import MAU, NGHIEM, STRANGER, THU, World, body, code_body

FORM_ID = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"


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


async def _choose_phone(world: World) -> Write:
    first, other = scene.identity(MAU), scene.identity(NGHIEM)
    return Write(phone_codes.CHOICES, first, other, world.http)


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


async def sign_out(world: World) -> Write:
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


async def _show_kept(world: World) -> Write:
    await world.approved()
    proof = await scene.proof(world)
    first, other = ({**scene.identity(MAU), "phone_proof": each} for each in (proof, None))
    return Write(KEPT_DATA, first, other, world.http)


async def _ask_right(world: World) -> Write:
    """An erasure: it erases answers that were kept, but not its own."""
    await world.approved()
    grounds = {**scene.identity(MAU), "phone_proof": await scene.proof(world)}
    first, other = ({**grounds, "right": right} for right in ("erase", "withdraw"))
    return Write(RIGHTS_REQUESTS, first, other, world.http)


async def _settle_right(world: World) -> Write:
    office = Office(world)
    await office.waiting(NGHIEM)
    code = (await scene.ask(world, "erase", NGHIEM)).json()["code"]
    first, other = {"outcome": "done"}, {"outcome": "declined", "reason": "x"}
    return Write(f"{DESK_RIGHTS}/{code}/outcome", first, other, (await office.seat()).http)


async def _ask_right_at_desk(world: World) -> Write:
    seat = await Office(world).seat()
    code = (await world.approved())["receipt_code"]
    first, other = ({"right": right} for right in ("erase", "withdraw"))
    return Write(f"{DOSSIERS}/{code}/rights", first, other, seat.http)


async def _take_back(world: World) -> Write:
    seat = await Office(world).seat(HUNG)
    code = (await world.approved())["receipt_code"]
    first, other = ({"reason": reason, "note": "x"} for reason in ("wrong_person", "deceased"))
    return Write(f"{DOSSIERS}/{code}/take-back", first, other, seat.http)


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
    f"{DOSSIERS}/{{receipt_code}}/rights": _ask_right_at_desk,
    f"{DOSSIERS}/{{receipt_code}}/take-back": _take_back,
    KEPT_DATA: _show_kept,
    RIGHTS_REQUESTS: _ask_right,
    f"{DESK_RIGHTS}/{{code}}/outcome": _settle_right,
    path_of("{receipt_code}", ANSWERS): _asked_of_person(
        ANSWERS, {"phone_owner": "none"}, {"phone_owner": "self", "phone": "+84970000000"}
    ),
    path_of("{receipt_code}", CODES): _asked_of_person(
        CODES, {"phone": "+84970000000", "owner": "self"}, {"phone": "+84980000000", "owner": "self"}
    ),
    registrations.REGISTRATIONS: _register,
    phone_codes.PHONE_CODES: _send_code,
    f"{phone_codes.PHONE_CODES}/{{id}}/answer": _answer_code,
    phone_codes.CHOICES: _choose_phone,
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
