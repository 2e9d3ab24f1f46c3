"""Somebody who asks about their data, and a look through everything that the database has."""

from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from kiosk.backend.storage import schema
from kiosk.backend.storage.vault import Unreadable
from kiosk.contract.presences import PRESENCES
from tests.backend.office import BADGE, PIN, Office
from tests.backend.world import MAU, VAULT, World, code_body

REGISTER = {"participants", "contributions"}
"""The insurer's own, where it was imported here: nobody erases it by a right towards the ward."""
_PLACES = ("cards.sealed", "phone_codes.sealed", "pick_ups.sealed")


def identity(person: Mapping[str, str]) -> dict[str, str]:
    """Who they say they are."""
    return {name: person[name] for name in ("citizen_id", "full_name", "birth")}


async def proof(world: World, person: Mapping[str, str] = MAU) -> str:
    """Prove the phone on record, for one's rights."""
    sent = await world.post("/v1/phone-codes", {**code_body(person), "purpose": "rights"})
    answer = await world.post(f"/v1/phone-codes/{sent.json()['id']}/answer", {"code": world.network.code})
    return str(answer.json()["proof"])


async def seen(office: Office, person: Mapping[str, str]) -> str:
    """Let an officer at the kiosk vouch for a person; return the call's id."""
    request = {"purpose": "rights", **identity(person)}
    body = {"officer": {"by": "badge", "badge": BADGE, "pin": PIN}, "request": request}
    answer = await office.world.post(PRESENCES, body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["call_id"])


async def ask(world: World, right: str, person: Mapping[str, str] = MAU, **more: object) -> httpx.Response:
    """Ask for a right."""
    return await world.post("/v1/rights-requests", {**identity(person), "right": right, **more})


async def kept(world: World, person: Mapping[str, str] = MAU, **factor: object) -> httpx.Response:
    """Ask what is kept."""
    return await world.post("/v1/kept-data", {**identity(person), **factor})


def everything(world: World) -> Iterator[tuple[str, bytes]]:
    """Yield every value of every table, as it is and decrypted where that is possible."""
    for table in schema.metadata.sorted_tables:
        if table.name not in REGISTER:
            for row in world.rows(table):
                for name, value in row._mapping.items():
                    yield f"{table.name}.{name}", value if isinstance(value, bytes) else str(value).encode()
                yield from _decrypted(table.name, row)


def _decrypted(table: str, row: Any) -> Iterator[tuple[str, bytes]]:
    values = dict(row._mapping)
    salt = values.get("salt") or b""
    for name in ("sealed", "note"):
        for place in (f"{table}.{name}", *_PLACES):
            if values.get(name):
                try:
                    yield place, VAULT.decrypt(values[name], place, salt)
                except Unreadable:
                    continue


def found(world: World, person: Mapping[str, str]) -> list[str]:
    """Where anything of a person still is: number, name, phone, their hashes, or the keys of their name."""
    number, keys = person["citizen_id"], VAULT.name_keys(person["full_name"])
    traces = [number.encode(), person["full_name"].encode(), VAULT.person(number)]
    traces += [str(key).encode() for key in (keys.by_name, keys.by_tail, keys.by_given)]
    traces += [f"0000000{number[-3:]}".encode(), VAULT.person(f"0000000{number[-3:]}")]
    if phone := person.get("phone"):
        traces += [phone.encode(), VAULT.phone(phone)]
    return sorted({place for place, value in everything(world) if any(trace in value for trace in traces)})
