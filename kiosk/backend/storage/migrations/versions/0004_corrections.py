"""What an officer asks for, when it came, and what was changed from what to what."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_SUPPLEMENTED = sa.text("status = 'pending_review' AND supplemented_at IS NOT NULL")


def upgrade() -> None:
    """Add the columns, and the index of those who sent what was asked for."""
    op.add_column("registrations", sa.Column("asked", sa.JSON))
    op.add_column("registrations", sa.Column("supplemented_at", sa.DateTime(timezone=True)))
    op.add_column("events", sa.Column("details", sa.LargeBinary))
    op.create_index(
        "ix_registrations_supplemented",
        "registrations",
        ["supplemented_at"],
        sqlite_where=_SUPPLEMENTED,
        postgresql_where=_SUPPLEMENTED,
    )
