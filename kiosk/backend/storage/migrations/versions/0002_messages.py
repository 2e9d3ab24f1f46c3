"""The queue of messages to phones, and how each provider of messages is doing."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_MOMENT = sa.DateTime(timezone=True)
_HASH = sa.LargeBinary(16)


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "messages",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("phone", _HASH, nullable=False),
        sa.Column("kiosk_id", sa.Uuid),
        sa.Column("once_key", _HASH, unique=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("failure", sa.String(12)),
        sa.Column("provider", sa.String(20)),
        sa.Column("provider_id", sa.String(100)),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("queued_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("due_at", _MOMENT),
        sa.Column("updated_at", _MOMENT, nullable=False),
    )
    op.create_index("ix_messages_phone_queued_at", "messages", ["phone", "queued_at"])
    is_due = sa.text("due_at IS NOT NULL")
    op.create_index("ix_messages_due", "messages", ["due_at"], sqlite_where=is_due, postgresql_where=is_due)
    op.create_table(
        "message_providers",
        sa.Column("name", sa.String(20), primary_key=True),
        sa.Column("failure", sa.String(12)),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("since", _MOMENT),
        sa.Column("retry_at", _MOMENT),
        sa.Column("balance", sa.BigInteger),
        sa.Column("balance_at", _MOMENT),
    )
