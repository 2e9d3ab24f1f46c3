"""The first schema: the register, the registrations with their history, and what guards them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_MOMENT = sa.DateTime(timezone=True)
_APPEND_ONLY = ("events", "audit", "audit_links")


def upgrade() -> None:
    """Make everything."""
    _register()
    _callers()
    _registrations()
    _trail()
    _second_factors()
    if op.get_bind().dialect.name == "sqlite":
        _forbid_changes()


def _register() -> None:
    op.create_table(
        "participants",
        sa.Column("citizen_id", sa.String(12), primary_key=True),
        sa.Column("insurance_id", sa.String(10)),
        sa.Column("card_number", sa.String(15)),
        sa.Column("full_name", sa.String(100), nullable=False),
        sa.Column("name_folded", sa.String(100), nullable=False),
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
        sa.Column("household", sa.String(20)),
        sa.Column("employer", sa.String(100)),
        sa.Column("status", sa.String(10), nullable=False),
    )
    op.create_index("ix_participants_insurance_id", "participants", ["insurance_id"])
    op.create_index("ix_participants_name_folded", "participants", ["name_folded"])
    op.create_index("ix_participants_household", "participants", ["household"])


def _callers() -> None:
    op.create_table(
        "kiosks",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("enrolled_at", _MOMENT, nullable=False),
        sa.Column("revoked_at", _MOMENT),
    )
    op.create_table(
        "desk_calls",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kiosk_id", sa.Uuid, sa.ForeignKey("kiosks.id"), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("place", sa.String(40), nullable=False),
        sa.Column("receipt_code", sa.String(12)),
        sa.Column("answered_at", _MOMENT),
    )


def _registrations() -> None:
    op.create_table(
        "registrations",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("receipt_code", sa.String(12), nullable=False, unique=True),
        sa.Column("kiosk_id", sa.Uuid, sa.ForeignKey("kiosks.id"), nullable=False),
        sa.Column("citizen_id", sa.String(12), nullable=False),
        sa.Column("full_name", sa.String(100), nullable=False),
        sa.Column("birth", sa.String(10), nullable=False),
        sa.Column("phone", sa.String(16)),
        sa.Column("phone_owner", sa.String(10), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("dossier", sa.JSON, nullable=False),
        sa.Column("captured_at", _MOMENT, nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
    )
    op.create_index("ix_registrations_citizen_id", "registrations", ["citizen_id"])
    op.create_index("ix_registrations_phone", "registrations", ["phone"])
    op.create_table(
        "events",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("registration_id", sa.Uuid, sa.ForeignKey("registrations.id"), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("actor", sa.String(60), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
    )
    op.create_index("ix_events_registration_id", "events", ["registration_id"])
    approved = sa.text("status = 'approved'")
    op.create_index(
        "uq_registrations_approved",
        "registrations",
        ["citizen_id"],
        unique=True,
        sqlite_where=approved,
        postgresql_where=approved,
    )


def _trail() -> None:
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
    op.create_table(
        "answers",
        sa.Column("key_hash", sa.String(64), primary_key=True),
        sa.Column("request_hash", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )


def _second_factors() -> None:
    op.create_table(
        "phone_codes",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("counted_as", sa.String(30), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("citizen_id", sa.String(12), nullable=False),
        sa.Column("phone", sa.String(16)),
        sa.Column("owner", sa.String(10), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("used_at", _MOMENT),
    )
    op.create_index("ix_phone_codes_phone", "phone_codes", ["phone"])
    op.create_index("ix_phone_codes_counted_as_sent_at", "phone_codes", ["counted_as", "sent_at"])
    op.create_table(
        "cards",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("citizen_id", sa.String(12), nullable=False),
        sa.Column("code", sa.String(12), nullable=False, unique=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("issued_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
    )
    op.create_index("ix_cards_citizen_id", "cards", ["citizen_id"])


def _forbid_changes() -> None:
    """What happened, happened: these tables only grow."""
    for table in _APPEND_ONLY:
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
            )
