"""The tables. Portable to PostgreSQL: no sequence on the hot path, keys that sort by time."""

from datetime import UTC, datetime

import sqlalchemy as sa

REVISION = "0001"
"""The newest migration; a database that says the same needs no look at Alembic."""


class Instant(sa.types.TypeDecorator[datetime]):
    """A moment, kept in UTC. SQLite has no zones, so they are put back on the way out."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Take any aware moment."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Give an aware moment in UTC."""
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

participants = sa.Table(
    "participants",
    metadata,
    sa.Column("citizen_id", sa.String(12), primary_key=True),
    sa.Column("insurance_id", sa.String(10), index=True),
    sa.Column("card_number", sa.String(15)),
    sa.Column("full_name", sa.String(100), nullable=False),
    sa.Column("name_folded", sa.String(100), nullable=False, index=True),
    sa.Column("birth", sa.String(10), nullable=False),
    sa.Column("sex", sa.String(6), nullable=False),
    sa.Column("address", sa.String(300), nullable=False),
    sa.Column("phone", sa.String(16)),
    sa.Column("facility", sa.String(5)),
    sa.Column("valid_from", sa.Date),
    sa.Column("valid_to", sa.Date),
    sa.Column("five_years_from", sa.Date),
    sa.Column("benefit", sa.String(1)),
    sa.Column("parent_name", sa.String(100)),
    sa.Column("parent_citizen_id", sa.String(12)),
    sa.Column("household", sa.String(20), index=True),
    sa.Column("employer", sa.String(100)),
    sa.Column("status", sa.String(10), nullable=False),
)
"""The insurer's register as it was imported; `status` is alive or deceased."""

kiosks = sa.Table(
    "kiosks",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("key_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("enrolled_at", Instant, nullable=False),
    sa.Column("revoked_at", Instant),
)
"""Who may ask; a key itself is nowhere but on its kiosk."""

registrations = sa.Table(
    "registrations",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("receipt_code", sa.String(12), nullable=False, unique=True),
    sa.Column("kiosk_id", sa.Uuid, sa.ForeignKey("kiosks.id"), nullable=False),
    sa.Column("citizen_id", sa.String(12), nullable=False, index=True),
    sa.Column("full_name", sa.String(100), nullable=False),
    sa.Column("birth", sa.String(10), nullable=False),
    sa.Column("phone", sa.String(16), index=True),
    sa.Column("phone_owner", sa.String(10), nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("reasons", sa.JSON, nullable=False),
    sa.Column("note", sa.String(500), nullable=False),
    sa.Column("dossier", sa.JSON, nullable=False),
    sa.Column("captured_at", Instant, nullable=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("updated_at", Instant, nullable=False),
)
"""One row a registration. `dossier` is what was sent, but for the phone's proof; `phone` is the phone that
it takes up: one that was proved or that an officer approved, never one that was merely typed."""

one_account = sa.Index(
    "uq_registrations_approved",
    registrations.c.citizen_id,
    unique=True,
    sqlite_where=registrations.c.status == "approved",
    postgresql_where=registrations.c.status == "approved",
)
"""A person has one account, whatever happens at the same time."""

events = sa.Table(
    "events",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("registration_id", sa.Uuid, sa.ForeignKey("registrations.id"), nullable=False, index=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("actor", sa.String(60), nullable=False),
    sa.Column("note", sa.String(500), nullable=False),
)
"""What became of each registration; append-only. `actor` is "machine", "kiosk:…" or "officer:…"."""

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", sa.String(60), nullable=False),
    sa.Column("action", sa.String(40), nullable=False),
    sa.Column("subject", sa.String(60), nullable=False),
)
"""Who did what to what, without personal data; append-only."""

audit_links = sa.Table(
    "audit_links",
    metadata,
    sa.Column("place", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("entry_id", sa.Uuid, sa.ForeignKey("audit.id"), nullable=False, unique=True),
    sa.Column("digest", sa.String(64), nullable=False),
)
"""The chain of hashes over `audit`, forged behind the writers' backs; append-only."""

answers = sa.Table(
    "answers",
    metadata,
    sa.Column("key_hash", sa.String(64), primary_key=True),
    sa.Column("request_hash", sa.String(64), nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("at", Instant, nullable=False),
)
"""First answers by idempotency key, each readable only with that key."""

phone_codes = sa.Table(
    "phone_codes",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("counted_as", sa.String(30), nullable=False),
    sa.Column("purpose", sa.String(20), nullable=False),
    sa.Column("citizen_id", sa.String(12), nullable=False),
    sa.Column("phone", sa.String(16), index=True),
    sa.Column("owner", sa.String(10), nullable=False),
    sa.Column("code_hash", sa.String(64), nullable=False),
    sa.Column("sent_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("used_at", Instant),
    sa.Index("ix_phone_codes_counted_as_sent_at", "counted_as", "sent_at"),
)
"""Codes sent, or as if sent: without a `phone` nobody got it. `counted_as` is whose limit it uses up."""

cards = sa.Table(
    "cards",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("citizen_id", sa.String(12), nullable=False, index=True),
    sa.Column("code", sa.String(12), nullable=False, unique=True),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("issued_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
)
"""Cards as they were composed, `content` byte for byte; `expires_at` is the proof's."""

desk_calls = sa.Table(
    "desk_calls",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("kiosk_id", sa.Uuid, sa.ForeignKey("kiosks.id"), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("place", sa.String(40), nullable=False),
    sa.Column("receipt_code", sa.String(12)),
    sa.Column("answered_at", Instant),
)
"""Who rang for an officer, and from which question."""
