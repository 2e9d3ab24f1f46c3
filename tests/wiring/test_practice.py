"""What happens in practice happens in a directory of its own: the real ward's records stay byte for byte."""

import hashlib
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from kiosk.backend.http.app import create_app
from kiosk.backend.storage.schema import metadata, registrations
from kiosk.client.encryption import Ciphertext
from kiosk.client.outbox import Outbox
from kiosk.config.settings import (
    BackendSettings,
    DatabaseSettings,
    InsurerSettings,
    PrinterSettings,
    RecordsSettings,
    Settings,
)
from kiosk.wiring import service
from kiosk.wiring.client import client
from kiosk.wiring.state import now
from tests.backend.world import MAU, body, code_body, digits, embedded_settings, new_key


def speaking(settings: Settings) -> tuple[httpx.AsyncClient, service.Backend]:
    """Open a kiosk's own backend."""
    backend = service.open_embedded(settings)
    key = (settings.state_dir / "kiosk.key").read_text()
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(create_app(backend)),
        base_url="http://backend",
        headers={"Authorization": f"Bearer {key}"},
    ), backend


async def registered(http: httpx.AsyncClient, *, code: bool) -> dict:
    """Register Mẫu, with the code that the simulator shows."""
    proof = None
    if code:
        sent = await http.post(
            "/v1/phone-codes", json=code_body(MAU, phone=MAU["phone"]), headers={"Idempotency-Key": new_key()}
        )
        challenge = sent.json()
        answer = await http.post(
            f"/v1/phone-codes/{challenge['id']}/answer",
            json={"code": digits(challenge["simulated_sms"])},
            headers={"Idempotency-Key": new_key()},
        )
        proof = answer.json()["proof"]
    sent = await http.post(
        "/v1/registrations", json=body(MAU, proof=proof), headers={"Idempotency-Key": new_key()}
    )
    assert sent.status_code == 201, sent.text
    return sent.json()


def files(directory: Path) -> dict[str, str]:
    """What lies there, byte for byte."""
    return {
        str(path.relative_to(directory)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in directory.rglob("*")
        if path.is_file() and path.suffix != ".db-shm"  # SQLite writes there for readers as well
    }


def tables(backend: service.Backend) -> dict[str, list]:
    """What stands in every table."""
    return {
        table.name: [
            tuple(row) for row in backend.store.read_now(lambda c, t=table: c.execute(sa.select(t)).all())
        ]
        for table in metadata.sorted_tables
    }


async def test_practice_changes_neither_database_nor_outbox_nor_anything_else_of_the_real_ward(tmp_path):
    settings = embedded_settings(tmp_path / "real")
    http, real = speaking(settings)
    await registered(http, code=False)
    outbox = Outbox(settings.state_dir / "outbox.db", now)
    outbox.put(new_key(), "222222222222", Ciphertext("kid", b"what waits"))
    outbox.close()
    before, rows = files(settings.state_dir), tables(real)

    practising = settings.with_practice(tmp_path / "practice")
    invented, practice = speaking(practising)
    answer = await registered(invented, code=True)
    assert answer["status"] == "approved"
    parts = client(practising)
    parts.outbox.put(new_key(), "222222222222", Ciphertext("kid", b"invented"))
    assert len(parts.outbox.rows()) == 1
    count = sa.select(sa.func.count()).select_from(registrations)
    assert practice.store.read_now(lambda c: c.scalar(count)) > 1

    assert tables(real) == rows
    assert files(settings.state_dir) == before
    assert (tmp_path / "practice").exists()


def test_practice_asks_no_server_no_gateway_and_no_database_outside(tmp_path: Path):
    real = replace(
        Settings(),
        backend=BackendSettings(url="https://ward.example", key_file="/etc/kiosk.key"),
        database=DatabaseSettings(url="postgresql://ward.example/kiosk"),
        insurer=InsurerSettings(url="https://gateway.example"),
        records=RecordsSettings(key_file="/etc/records.key"),
        printer=PrinterSettings(address="tcp:192.0.2.7:9100"),
    )
    practising = real.with_practice(tmp_path)
    assert practising.is_embedded
    assert (practising.backend.url, practising.database.url, practising.insurer.url) == ("", "", "")
    assert practising.records.key_file == practising.backend.key_file == ""
    assert practising.state_dir.is_relative_to(tmp_path)
    assert practising.office == real.office


@pytest.mark.parametrize("is_practice", [False, True])
def test_a_slip_of_practice_says_so(tmp_path: Path, is_practice: bool):
    from kiosk.resources.text import words
    from kiosk.wiring import screen

    mark = "common.training.mark" if is_practice else "common.sample"
    settings = embedded_settings(tmp_path, people=1)
    settings = replace(settings, printer=PrinterSettings(address=f"pdf:{tmp_path}/slips"))
    lazy = screen.LazyPorts(lambda: None, None)  # type: ignore[arg-type]  # nothing is asked of them
    found = screen.services(settings, lazy, is_writable=True, is_practice=is_practice)
    assert found.is_practice is is_practice
    assert words(mark) in found.printer._sample_words
