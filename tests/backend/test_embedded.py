import asyncio
import os
import re
import secrets
import stat
from pathlib import Path

import httpx
import pytest

from kiosk.backend.http.app import create_app
from kiosk.contract.keys import KeysAnswer
from kiosk.wiring import service
from tests.backend.world import MAU, body, code_body, embedded_settings


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def _serve(state: Path, people: int = 0) -> httpx.AsyncClient:
    settings = embedded_settings(state, people=people)
    app, state = create_app(service.open_embedded(settings)), settings.state_dir
    key = (state / "kiosk.key").read_text()
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://backend",
        headers={"Authorization": f"Bearer {key}"},
    )


@pytest.fixture
def state(tmp_path: Path) -> Path:
    os.umask(0o022)
    return tmp_path / "state"


async def test_what_is_secret_is_for_its_owner_only(state: Path) -> None:
    await _serve(state)
    assert _mode(state) == _mode(state / "keys") == 0o700
    secrets_kept = [state / "kiosk.key", state / "backend-keys.json", *(state / "keys").iterdir()]
    assert [path.name for path in secrets_kept if _mode(path) != 0o600] == []
    assert sorted(path.name for path in (state / "keys").iterdir()) == ["records.key", "seal.pem", "sign.pem"]


async def test_keys_stay_the_same_and_are_published(state: Path) -> None:
    first = await (await _serve(state)).get("/v1/keys")
    again = await (await _serve(state)).get("/v1/keys")
    assert first.content == again.content == (state / "backend-keys.json").read_bytes()
    assert len({key.kid for key in KeysAnswer.model_validate_json(first.content).keys}) == 2


async def test_two_machines_have_no_key_in_common(tmp_path: Path) -> None:
    for name in ("one", "two"):
        await _serve(tmp_path / name)
    for file in ("kiosk.key", "keys/sign.pem", "keys/seal.pem", "keys/records.key"):
        assert (tmp_path / "one" / file).read_bytes() != (tmp_path / "two" / file).read_bytes()


async def test_two_processes_that_start_together_agree_on_their_keys(state: Path) -> None:
    opened = await asyncio.gather(
        *(asyncio.to_thread(service.open_embedded, embedded_settings(state, people=20)) for _ in range(3))
    )
    assert len({backend.keys.model_dump_json() for backend in opened}) == 1
    for backend in opened:
        backend.store.close()
    assert (await (await _serve(state, people=20)).get("/v1/statistics")).status_code == 200


async def test_the_demos_ward_answers_from_a_scan_to_a_card(state: Path) -> None:
    kiosk = await _serve(state, people=300)

    async def post(path: str, content: object) -> dict:
        response = await kiosk.post(path, json=content, headers={"Idempotency-Key": secrets.token_hex(16)})
        assert response.is_success, response.text
        return response.json()

    sent = await post("/v1/phone-codes", code_body(MAU, phone=MAU["phone"]))
    code = re.search(r"\d{6}", sent["simulated_sms"])
    assert code is not None
    proof = (await post(f"/v1/phone-codes/{sent['id']}/answer", {"code": code[0]}))["proof"]
    answer = await post("/v1/registrations", body(MAU, proof=proof))
    assert (answer["status"], answer["card"]["is_sample"]) == ("approved", True)


async def test_outside_the_demo_nobody_is_invented_and_no_message_simulated(state: Path) -> None:
    kiosk = await _serve(state)
    assert (await kiosk.get("/v1/statistics")).json() == {"registered": 0, "goal": 45000}
    response = await kiosk.post(
        "/v1/phone-codes", json=code_body(MAU, phone=MAU["phone"]), headers={"Idempotency-Key": "d" * 32}
    )
    assert response.json()["code"] == "sms_unavailable"


async def test_shutting_down_finishes_what_was_accepted_and_lets_go(state: Path) -> None:
    app = create_app(service.open_embedded(embedded_settings(state)))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://backend") as stranger:
            assert (await stranger.get("/v1/health")).is_success
    backend = service.open_embedded(embedded_settings(state))
    backend.store.close()
    assert not (state / "backend.db-wal").exists()
