"""The first schema: callers, the insurer's register, registrations with their history, and the audit."""

import sqlalchemy as sa
from alembic import op

from kiosk.backend.storage.migrations.only_grows import forbid_changes

revision = "0001"
down_revision = None

_MOMENT = sa.DateTime(timezone=True)
_HASH = sa.LargeBinary(16)


def upgrade() -> None:
    """Make every table, then let the events and the audit only grow."""
    for make in (
        *(_register, _contributions, _kiosks, _officers),
        *(_registrations, _index_registrations, _events),
        *(_audit, _answers, _phone_codes, _cards, _desk_calls, _pick_ups),
    ):
        make()
    forbid_changes("events", "audit", "audit_links")


def _register() -> None:
    op.create_table(
        "participants",
        sa.Column("person", _HASH, primary_key=True),
        sa.Column("insurance", _HASH),
        sa.Column("by_name", sa.BigInteger, nullable=False),
        sa.Column("by_tail", sa.BigInteger, nullable=False),
        sa.Column("by_given", sa.BigInteger, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    for column in ("insurance", "by_name", "by_tail", "by_given"):
        op.create_index(f"ix_participants_{column}", "participants", [column])


def _contributions() -> None:
    op.create_table(
        "contributions",
        sa.Column("person", _HASH, primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "employers",
        sa.Column("code", sa.String(20), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("words", sa.String(400), nullable=False),
        sa.Column("paid_until", sa.String(7), nullable=False),
        sa.Column("due_until", sa.String(7), nullable=False),
    )


def _kiosks() -> None:
    op.create_table(
        "kiosks",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False, server_default="kiosk"),
        sa.Column("office_code", sa.String(10), nullable=False, server_default=""),
        sa.Column("key_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("enrolled_at", _MOMENT, nullable=False),
        sa.Column("revoked_at", _MOMENT),
    )
    op.create_table(
        "kiosk_reports",
        sa.Column("kiosk_id", sa.Uuid, primary_key=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("report", sa.JSON, nullable=False),
    )


def _officers() -> None:
    op.create_table(
        "officers",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("login", sa.String(40), nullable=False, unique=True),
        sa.Column("full_name", sa.String(100), nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("office_code", sa.String(10), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("pin_hash", sa.String(200)),
        sa.Column("badge_hash", sa.String(64)),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("disabled_at", _MOMENT),
    )
    op.create_index("ix_officers_badge_hash", "officers", ["badge_hash"], unique=True)
    op.create_table(
        "sign_in_failures",
        sa.Column("login", _HASH, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("locked_until", _MOMENT),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("officer_id", sa.Uuid, sa.ForeignKey("officers.id"), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT),
    )
    op.create_index("ix_sessions_officer_id", "sessions", ["officer_id"])


def _registrations() -> None:
    op.create_table(
        "registrations",
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
        sa.Column("salt", _HASH),
        sa.Column("sealed", sa.LargeBinary),
        sa.Column("note", sa.LargeBinary),
        sa.Column("captured_at", _MOMENT, nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.Column("watched_at", _MOMENT),
        sa.Column("claimed_by", sa.Uuid),
        sa.Column("claimed_at", _MOMENT),
    )


def _index_registrations() -> None:
    for column in ("person", "phone", "by_name", "by_tail", "by_given"):
        op.create_index(f"ix_registrations_{column}", "registrations", [column])
    _index_some("uq_registrations_approved", ["person"], "status = 'approved'", unique=True)
    in_queue = ["office_code", "status", "received_at", "id"]
    _index_some("ix_registrations_waiting", in_queue, "status IN ('pending_review', 'needs_more')")
    _index_some("ix_registrations_watched", ["watched_at"], "watched_at IS NOT NULL")


def _index_some(name: str, columns: list[str], which: str, *, unique: bool = False) -> None:
    where = sa.text(which)
    op.create_index(name, "registrations", columns, unique=unique, sqlite_where=where, postgresql_where=where)


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("registration_id", sa.Uuid, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("actor", sa.String(60), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False, server_default=""),
        sa.Column("note", sa.LargeBinary),
    )
    op.create_index("ix_events_registration_id", "events", ["registration_id"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("actor", sa.String(60), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(60), nullable=False),
    )
    op.create_table(
        "audit_links",
        sa.Column("place", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("entry_id", sa.Uuid, sa.ForeignKey("audit.id"), nullable=False, unique=True),
        sa.Column("digest", sa.String(64), nullable=False),
    )


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("key_hash", sa.String(64), primary_key=True),
        sa.Column("request_hash", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )


def _phone_codes() -> None:
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


def _cards() -> None:
    op.create_table(
        "cards",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person", _HASH, nullable=False),
        sa.Column("code", sa.String(12), nullable=False, unique=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("proof_digest", _HASH, nullable=False),
        sa.Column("issued_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("revoked_at", _MOMENT),
    )
    for column in ("person", "proof_digest", "revoked_at"):
        op.create_index(f"ix_cards_{column}", "cards", [column])


def _desk_calls() -> None:
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
    op.create_index("ix_desk_calls_at", "desk_calls", ["at"])


def _pick_ups() -> None:
    op.create_table(
        "pick_ups",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("code_hash", _HASH, nullable=False, unique=True),
        sa.Column("kiosk_id", sa.Uuid, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
    )
    op.create_index("ix_pick_ups_expires_at", "pick_ups", ["expires_at"])
