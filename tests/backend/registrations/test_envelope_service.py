import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from kiosk.backend.storage.schema import registrations
from kiosk.contract.envelopes import HPKE_INFO
from kiosk.contract.registrations import RegistrationBody
from tests.backend.world import MAU, NGHIEM, STRANGER, World, body, encryption_key, new_key, together

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


def _envelope(
    world: World, content: bytes, key: str, public: X25519PublicKey | None = None
) -> dict[str, str]:
    kid = next(k.kid for k in world.backend.keys.keys if k.use == "seal")
    sealed = SUITE.encrypt(content, public or encryption_key(world), (HPKE_INFO + key).encode())
    return {"idempotency_key": key, "kid": kid, "sealed": base64.b64encode(sealed).decode()}


def _sealed(world: World, request: dict[str, Any], key: str) -> dict[str, str]:
    return _envelope(world, RegistrationBody.model_validate(request).model_dump_json().encode(), key)


async def _deliver(world: World, *envelopes: dict[str, str]) -> list[dict[str, Any]]:
    response = await world.post("/v1/envelopes", {"envelopes": list(envelopes)})
    assert response.status_code == 200, response.text
    return list(response.json()["outcomes"])


async def test_an_envelope_has_the_effect_of_the_registration_in_it(world: World) -> None:
    proof = await world.prove(MAU, MAU["phone"])
    (outcome,) = await _deliver(world, _sealed(world, body(MAU, proof=proof), new_key()))
    assert outcome["problem"] is None
    assert outcome["answer"]["status"] == "approved"
    assert outcome["answer"]["card"]["full_name"] == MAU["full_name"]


async def test_what_was_already_sent_in_clear_gets_the_same_answer_and_is_not_twice(world: World) -> None:
    key, request = new_key(), body(NGHIEM)
    in_clear = await world.register(request, key)
    world.pass_time(days=7)
    first, again = await _deliver(world, _sealed(world, request, key), _sealed(world, request, key))
    assert first["answer"] == again["answer"] == in_clear
    assert world.count(registrations) == 1


async def test_in_clear_and_sealed_at_once_are_one_registration(world: World) -> None:
    key, request = new_key(), body(NGHIEM)
    sealed = {"envelopes": [_sealed(world, request, key)]}
    clear, delivered = await together(
        world.post("/v1/registrations", request, key), world.post("/v1/envelopes", sealed)
    )
    assert delivered.json()["outcomes"][0]["answer"] == clear.json()
    assert world.count(registrations) == 1


async def test_each_envelope_has_its_own_outcome_in_its_place(world: World) -> None:
    keys = [new_key() for _ in range(7)]
    no_consent = body(STRANGER)
    no_consent["consents"] = []
    stranger_to_us = X25519PrivateKey.generate().public_key()
    moved = _sealed(world, body(STRANGER), new_key()) | {"idempotency_key": keys[3]}
    outcomes = await _deliver(
        world,
        _sealed(world, body(NGHIEM), keys[0]),
        _envelope(world, b"not JSON", keys[1]),
        _envelope(world, b"{}", keys[2], stranger_to_us),
        moved,
        _sealed(world, no_consent, keys[4]),
        _sealed(world, body(STRANGER), keys[0]),
        _sealed(world, body(STRANGER), keys[6]) | {"kid": "unknown"},
    )
    assert [outcome["problem"] for outcome in outcomes] == [
        None,
        "invalid_body",
        "envelope_unreadable",
        "envelope_unreadable",
        "invalid_body",
        "idempotency_key_reused",
        "envelope_unreadable",
    ]
    assert [outcome["idempotency_key"] for outcome in outcomes[:5]] == keys[:5]
    assert world.count(registrations) == 1


@pytest.mark.parametrize("sealed", ["", "AAAA", "not base64!", pytest.param("A" * 200, id="noise")])
async def test_a_damaged_envelope_is_declined_and_not_an_error(world: World, sealed: str) -> None:
    envelope = _sealed(world, body(NGHIEM), new_key()) | {"sealed": sealed}
    (outcome,) = await _deliver(world, envelope)
    assert outcome["problem"] == "envelope_unreadable"


async def test_a_hundred_envelopes_go_in_one_call_and_no_more(world: World) -> None:
    people = [{**STRANGER, "citizen_id": f"006070000{serial:03}"} for serial in range(101)]
    envelopes = [_sealed(world, body(person), new_key()) for person in people]
    assert len(await _deliver(world, *envelopes[:100])) == 100
    assert world.count(registrations) == 100
    response = await world.post("/v1/envelopes", {"envelopes": envelopes})
    assert response.json()["fields"] == ["envelopes.invalid"]
