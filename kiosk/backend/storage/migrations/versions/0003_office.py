"""Officers with their sessions, and what kiosks report of themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_MOMENT = sa.DateTime(timezone=True)
_HASH = sa.LargeBinary(16)


def upgrade() -> None:
    """Add the office."""
    op.add_column("kiosks", sa.Column("kind", sa.String(10), nullable=False, server_default="kiosk"))
    op.add_column("kiosks", sa.Column("office_code", sa.String(10), nullable=False, server_default=""))
    op.create_table(
        "kiosk_reports",
        sa.Column("kiosk_id", sa.Uuid, primary_key=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("report", sa.JSON, nullable=False),
    )
    op.create_table(
        "officers",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("login", sa.String(40), nullable=False, unique=True),
        sa.Column("full_name", sa.String(100), nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("office_code", sa.String(10), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("disabled_at", _MOMENT),
    )
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
