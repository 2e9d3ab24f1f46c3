"""Personal data sealed and found by keyed hashes; no reference from a hot table to another.

What stands there is rewritten under the key that `upgrade.to` hands over. Phone codes, which are good for
minutes, are dropped.
"""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from kiosk.backend.insurer import register_entry
from kiosk.backend.registrations import encrypted_form
from kiosk.backend.storage.migrations import rebuild
from kiosk.backend.storage.migrations.only_grows import allow_changes, forbid_changes
from kiosk.backend.storage.vault import Vault, new_salt
from kiosk.contract.json import from_json
from kiosk.contract.registrations import RegistrationBody
from kiosk.domain.card import Card
from kiosk.trust import signed_text

revision = "0002"
down_revision = "0001"

_MOMENT = sa.DateTime(timezone=True)
_HASH = sa.LargeBinary(16)
_TRAIL = ("audit", "audit_links")
Row = dict[str, Any]


def upgrade() -> None:
    """Rewrite what names people, from the trail's end towards its beginning; then let the trail only grow."""
    vault: Vault = context.config.attributes["vault"]
    allow_changes("events", *_TRAIL)
    old = {table: rebuild.set_aside(table) for table in ("events", "registrations", "cards", "participants")}
    _rewrite("participants", _participants(), _register_rows(vault, old["participants"]))
    _rewrite("registrations", _registrations(), _registration_rows(vault, old["registrations"]))
    _rewrite("events", _events(), _event_rows(vault, old["events"]))
    _rewrite("cards", _cards(), _card_rows(vault, old["cards"]))
    for table in old.values():
        op.drop_table(table)
    _index()
    _phone_codes()
    _calls()
    forbid_changes("events", *_TRAIL)


def _rewrite(name: str, columns: list[sa.Column[Any]], chunks: Iterator[list[Row]]) -> None:
    table = op.create_table(name, *columns)
    for rows in chunks:
        op.bulk_insert(table, rows)


def _participants() -> list[sa.Column[Any]]:
    return [
        sa.Column("person", _HASH, primary_key=True),
        sa.Column("insurance", _HASH),
        sa.Column("by_name", sa.BigInteger, nullable=False),
        sa.Column("by_tail", sa.BigInteger, nullable=False),
        sa.Column("by_given", sa.BigInteger, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    ]


def _register_rows(vault: Vault, old: str) -> Iterator[list[Row]]:
    dates = {"valid_from", "valid_to", "five_years_from"}
    columns = (
        sa.column(name, sa.Date if name in dates else sa.String)
        for name in register_entry.Entry.__dataclass_fields__
        if name != "result"  # which was not asked for then
    )
    for rows in rebuild.chunks(old, *columns):
        yield [register_entry.to_row(vault, register_entry.Entry(**row._mapping)) for row in rows]


def _registrations() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("receipt_code", sa.String(12), nullable=False, unique=True),
        sa.Column("kiosk_id", sa.Uuid, nullable=False),
        sa.Column("office_code", sa.String(10), nullable=False),
        sa.Column("person", _HASH),
        sa.Column("phone", _HASH),
        sa.Column("phone_owner", sa.String(10), nullable=False),
        sa.Column("by_name", sa.BigInteger),
        sa.Column("by_tail", sa.BigInteger),
        sa.Column("by_given", sa.BigInteger),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("salt", sa.LargeBinary(16)),
        sa.Column("sealed", sa.LargeBinary),
        sa.Column("note", sa.LargeBinary),
        sa.Column("captured_at", _MOMENT, nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.Column("watched_at", _MOMENT),
        sa.Column("claimed_by", sa.Uuid),
        sa.Column("claimed_at", _MOMENT),
    ]


def _registration_rows(vault: Vault, old: str) -> Iterator[list[Row]]:
    kept = [
        *(sa.column(name, sa.Uuid) for name in ("id", "kiosk_id")),
        *(sa.column(name, sa.String) for name in ("receipt_code", "phone_owner", "status")),
        *(sa.column(name, _MOMENT) for name in ("captured_at", "received_at", "updated_at")),
        sa.column("reasons", sa.JSON),
    ]
    read = [sa.column("dossier", sa.JSON), sa.column("phone", sa.String), sa.column("note", sa.String)]
    for rows in rebuild.chunks(old, *kept, *read):
        yield [
            {column.name: row._mapping[column.name] for column in kept}
            | _sealed(vault, RegistrationBody.model_validate(row.dossier), row.phone, row.note)
            for row in rows
        ]


def _sealed(vault: Vault, body: RegistrationBody, phone: str | None, note: str) -> Row:
    salt = new_salt()
    return {
        "office_code": body.office_code,
        "person": vault.person(body.participant.citizen_id),
        "phone": vault.phone(phone) if phone else None,
        **asdict(vault.name_keys(body.participant.full_name)),
        "salt": salt,
        "sealed": encrypted_form.seal(vault, body, salt),
        "note": encrypted_form.seal_note(vault, note, salt),
    }


def _events() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("registration_id", sa.Uuid, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("actor", sa.String(60), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False, server_default=""),
        sa.Column("note", sa.LargeBinary),
    ]


def _event_rows(vault: Vault, old: str) -> Iterator[list[Row]]:
    registrations = sa.table("registrations", sa.column("id", sa.Uuid), sa.column("salt", sa.LargeBinary))
    columns = (
        sa.column("id", sa.Uuid),
        sa.column("registration_id", sa.Uuid),
        sa.column("at", _MOMENT),
        sa.column("status", sa.String),
        sa.column("actor", sa.String),
        sa.column("note", sa.String),
    )
    for rows in rebuild.chunks(old, *columns):
        ids = {row.registration_id for row in rows}
        found = op.get_bind().execute(sa.select(registrations).where(registrations.c.id.in_(ids)))
        salts = {registration.id: registration.salt for registration in found}
        yield [
            {**row._mapping, "note": encrypted_form.seal_note(vault, row.note, salts[row.registration_id])}
            for row in rows
        ]


def _cards() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person", _HASH, nullable=False),
        sa.Column("code", sa.String(12), nullable=False, unique=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("proof_digest", _HASH, nullable=False),
        sa.Column("issued_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("revoked_at", _MOMENT),
    ]


def _card_rows(vault: Vault, old: str) -> Iterator[list[Row]]:
    columns = (
        sa.column("id", sa.Uuid),
        sa.column("citizen_id", sa.String),
        sa.column("code", sa.String),
        sa.column("content", sa.Text),
        sa.column("issued_at", _MOMENT),
        sa.column("expires_at", _MOMENT),
    )
    for rows in rebuild.chunks(old, *columns):
        yield [
            {
                "id": row.id,
                "person": vault.person(row.citizen_id),
                "code": row.code,
                "sealed": vault.seal(row.content.encode(), "cards.sealed"),
                "proof_digest": signed_text.digest(from_json(Card, row.content.encode()).proof),
                "issued_at": row.issued_at,
                "expires_at": row.expires_at,
            }
            for row in rows
        ]


def _index() -> None:
    for column in ("insurance", "by_name", "by_tail", "by_given"):
        op.create_index(f"ix_participants_{column}", "participants", [column])
    for column in ("person", "phone", "by_name", "by_tail", "by_given"):
        op.create_index(f"ix_registrations_{column}", "registrations", [column])
    _index_some("uq_registrations_approved", ["person"], "status = 'approved'", unique=True)
    in_queue = ["office_code", "status", "received_at", "id"]
    _index_some("ix_registrations_waiting", in_queue, "status IN ('pending_review', 'needs_more')")
    _index_some("ix_registrations_watched", ["watched_at"], "watched_at IS NOT NULL")
    op.create_index("ix_events_registration_id", "events", ["registration_id"])
    for column in ("person", "proof_digest", "revoked_at"):
        op.create_index(f"ix_cards_{column}", "cards", [column])


def _index_some(name: str, columns: list[str], which: str, *, unique: bool = False) -> None:
    where = sa.text(which)
    op.create_index(name, "registrations", columns, unique=unique, sqlite_where=where, postgresql_where=where)


def _phone_codes() -> None:
    op.drop_table("phone_codes")
    op.create_table(
        "phone_codes",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kiosk_id", sa.Uuid, nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("person", _HASH, nullable=False),
        sa.Column("phone", _HASH),
        sa.Column("owner", sa.String(10), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("used_at", _MOMENT),
    )
    for column in ("phone", "person", "kiosk_id"):
        op.create_index(f"ix_phone_codes_{column}_sent_at", "phone_codes", [column, "sent_at"])


def _calls() -> None:
    old = rebuild.set_aside("desk_calls")
    op.create_table(
        "desk_calls",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kiosk_id", sa.Uuid, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("place", sa.String(40), nullable=False),
        sa.Column("receipt_code", sa.String(12)),
        sa.Column("sealed", sa.LargeBinary),
        sa.Column("answered_at", _MOMENT),
        sa.Column("answered_by", sa.Uuid),
        sa.Column("outcome", sa.String(12)),
    )
    kept = "id, kiosk_id, at, place, receipt_code, answered_at"
    op.execute(f"INSERT INTO desk_calls ({kept}) SELECT {kept} FROM {old}")
    op.drop_table(old)
    op.create_index("ix_desk_calls_at", "desk_calls", ["at"])
