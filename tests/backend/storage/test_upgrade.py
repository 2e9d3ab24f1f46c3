"""From each released schema, with rows in it, to the newest: nothing is lost, nothing is left in clear."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from kiosk.backend.audit import trail, verification
from kiosk.backend.insurer import register_entry
from kiosk.backend.keys.signing import Signer
from kiosk.backend.registrations import encrypted_form
from kiosk.backend.storage import schema
from kiosk.backend.storage.migrations import upgrade
from kiosk.backend.storage.store import Store
from kiosk.contract.json import to_json
from kiosk.contract.registrations import RegistrationBody
from kiosk.domain.card import Card
from kiosk.domain.dates import PartialDate
from kiosk.domain.people import Sex
from kiosk.trust import signed_text
from tests.backend.world import MAU, NGHIEM, START, VAULT, body
from tests.postgres import Postgres

IDS = [UUID(int=number) for number in range(1, 9)]
KIOSK, FIRST, SECOND, *OTHERS = IDS
NOTE = "Mời ông/bà mang thẻ căn cước đến quầy."
CONTENT_OF = {person["citizen_id"]: body(person, phone=person.get("phone")) for person in (MAU, NGHIEM)}


def _card(signer: Signer) -> Card:
    return Card(
        card_number="0000000011",
        full_name=MAU["full_name"],
        birth=PartialDate.from_iso(MAU["birth"]),
        sex=Sex.MALE,
        facility="06001",
        facility_name="Bệnh viện Mẫu",
        valid_from=date(2026, 1, 1),
        valid_to=None,
        five_years_from=None,
        benefit="4",
        payload="x|y",
        proof=signer.sign({"typ": "card", "num": "0000000011"}),
        code="7K3M9QXRA2WD",
        is_sample=True,
    )


def _rows(card: Card) -> dict[str, list[dict[str, Any]]]:
    """What stood in a database of the first schema."""
    person = {"status": "alive", "name_folded": "x", "address": "Tổ 0", "phone": None, "valid_from": None}
    at = START
    return {
        "participants": [
            {**person, **MAU, "insurance_id": "0000000011", "valid_from": date(2026, 1, 1)},
            {**person, **NGHIEM, "insurance_id": None},
        ],
        "kiosks": [{"id": KIOSK, "name": "one", "key_hash": "h", "enrolled_at": at}],
        "registrations": [
            {
                "id": row_id,
                "receipt_code": code,
                "kiosk_id": KIOSK,
                "citizen_id": owner["citizen_id"],
                "full_name": owner["full_name"],
                "birth": owner["birth"],
                "phone": owner.get("phone"),
                "phone_owner": "self",
                "status": status,
                "reasons": ["card_scanned"],
                "note": note,
                "dossier": CONTENT_OF[owner["citizen_id"]],
                "captured_at": at,
                "received_at": at,
                "updated_at": at,
            }
            for row_id, code, owner, status, note in (
                (FIRST, "222222222222", MAU, "approved", ""),
                (SECOND, "333333333333", NGHIEM, "needs_more", NOTE),
            )
        ],
        "events": [
            {
                "id": row_id,
                "registration_id": of,
                "at": at,
                "status": status,
                "actor": "officer:x",
                "note": note,
            }
            for row_id, of, status, note in (
                (OTHERS[0], FIRST, "approved", ""),
                (OTHERS[1], SECOND, "needs_more", NOTE),
            )
        ],
        "audit": [{"id": OTHERS[2], "at": at, "actor": "machine", "action": "demo_filled", "subject": "2"}],
        "cards": [
            {
                "id": OTHERS[3],
                "citizen_id": MAU["citizen_id"],
                "code": card.code,
                "content": to_json(card).decode(),
                "issued_at": at,
                "expires_at": at,
            }
        ],
        "phone_codes": [
            {
                "id": OTHERS[4],
                "counted_as": "x",
                "purpose": "card",
                "citizen_id": MAU["citizen_id"],
                "owner": "self",
                "code_hash": "h",
                "sent_at": at,
                "expires_at": at,
                "tries": 0,
            }
        ],
        "desk_calls": [
            {"id": OTHERS[0], "kiosk_id": KIOSK, "at": at, "place": "phone", "receipt_code": "222222222222"}
        ],
    }


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where the database is."""
    if request.param == "sqlite":
        yield str(tmp_path / "backend.db")
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    yield postgres.create("upgraded")
    postgres.drop("upgraded")


@pytest.fixture
def card() -> Card:
    """A card that was composed under the first schema."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return _card(Signer(Ed25519PrivateKey.generate()))


@pytest.fixture
def upgraded(place: str, card: Card) -> Iterator[Store]:
    """A database of the first schema with rows, after the upgrade."""
    store = Store.open(place)

    def begin(connection: sa.Connection) -> None:
        upgrade.to(connection, VAULT, "0001")
        metadata = sa.MetaData()
        metadata.reflect(connection)
        for name, rows in _rows(card).items():
            table = metadata.tables[name]
            for column in table.c:  # SQLite's reflection knows no moments with a zone and no UUIDs
                if isinstance(column.type, sa.DateTime):
                    column.type = schema.Instant()
                elif "id" in column.name and "CHAR(32)" in str(column.type):
                    column.type = sa.Uuid()
            connection.execute(sa.insert(table), rows)
        trail.seal(connection)

    store.write_now(begin)
    store.migrate(VAULT)
    yield store
    store.close()


def _all(store: Store, table: sa.Table) -> list[sa.Row[Any]]:
    return list(store.read_now(lambda c: c.execute(sa.select(table).order_by(*table.primary_key)).all()))


def test_registrations_open_with_the_key_and_are_found_by_their_hashes(upgraded: Store) -> None:
    first, second = _all(upgraded, schema.registrations)
    assert encrypted_form.read(VAULT, first) == RegistrationBody.model_validate(CONTENT_OF[MAU["citizen_id"]])
    assert encrypted_form.read(VAULT, second) == RegistrationBody.model_validate(
        CONTENT_OF[NGHIEM["citizen_id"]]
    )
    assert (first.person, second.person) == tuple(VAULT.person(p["citizen_id"]) for p in (MAU, NGHIEM))
    assert (first.phone, second.phone) == (VAULT.phone(MAU["phone"]), None)
    assert first.by_name == VAULT.name_keys("NGUYEN VAN MAU").by_name
    assert first.salt != second.salt
    assert (first.receipt_code, first.status, first.reasons) == ("222222222222", "approved", ["card_scanned"])
    assert (first.office_code, first.received_at, first.kiosk_id) == ("00000", START, KIOSK)


def test_the_officers_words_are_kept_where_they_were(upgraded: Store) -> None:
    first, second = _all(upgraded, schema.registrations)
    approved, asked = _all(upgraded, schema.events)
    assert (first.note, approved.note) == (None, None)
    for note in (second.note, asked.note):
        assert encrypted_form.read_note(VAULT, note, second.salt) == NOTE
    assert (asked.registration_id, asked.status, asked.actor) == (SECOND, "needs_more", "officer:x")


def test_the_register_says_what_it_said(upgraded: Store) -> None:
    entries = {entry.citizen_id: entry for entry in map(_entry, _all(upgraded, schema.participants))}
    mau = entries[MAU["citizen_id"]]
    assert (mau.full_name, mau.phone, mau.insurance_id) == (MAU["full_name"], MAU["phone"], "0000000011")
    assert (mau.valid_from, mau.valid_to, mau.is_alive) == (date(2026, 1, 1), None, True)
    assert entries[NGHIEM["citizen_id"]].phone is None


def _entry(row: sa.Row[Any]) -> register_entry.Entry:
    return register_entry.from_row(VAULT, row)


def test_cards_are_the_same_byte_for_byte_and_can_be_revoked(upgraded: Store, card: Card) -> None:
    (row,) = _all(upgraded, schema.cards)
    assert VAULT.open(row.sealed, "cards.sealed") == to_json(card)
    assert (row.person, row.code) == (VAULT.person(MAU["citizen_id"]), card.code)
    assert (row.proof_digest, row.revoked_at) == (signed_text.digest(card.proof), None)


def test_the_trail_is_whole_and_only_grows(upgraded: Store) -> None:
    assert upgraded.read_now(verification.check).broken is None
    assert len(_all(upgraded, schema.audit_links)) == 1
    for table in ("events", "audit", "audit_links"):
        with pytest.raises(sa.exc.DatabaseError, match="only grows"):
            upgraded.write_now(lambda c, table=table: c.exec_driver_sql(f"DELETE FROM {table}"))


def test_kiosks_and_calls_stay_and_codes_that_have_run_out_go(upgraded: Store) -> None:
    (kiosk,) = _all(upgraded, schema.kiosks)
    assert (kiosk.id, kiosk.kind, kiosk.revoked_at) == (KIOSK, "kiosk", None)
    (call,) = _all(upgraded, schema.desk_calls)
    assert (call.kiosk_id, call.place, call.at, call.outcome) == (KIOSK, "phone", START, None)
    assert _all(upgraded, schema.phone_codes) == []


def test_what_came_later_is_there_and_empty(upgraded: Store) -> None:
    for table in (schema.contributions, schema.employers):
        assert _all(upgraded, table) == []


def test_nothing_that_names_a_person_stands_in_clear(upgraded: Store) -> None:
    found = str([_all(upgraded, table) for table in schema.metadata.sorted_tables])
    for secret in (MAU["full_name"], MAU["citizen_id"], MAU["phone"], NGHIEM["full_name"], NOTE, "Tổ 0"):
        assert secret not in found


def test_a_moment_is_still_that_moment(upgraded: Store) -> None:
    assert {row.at for row in _all(upgraded, schema.events)} == {datetime(2026, 11, 16, 2, tzinfo=UTC)}
