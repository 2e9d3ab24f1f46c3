"""Officers' PINs and badges for when they come to a kiosk, and forms that wait to be picked up."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add what an officer shows at a kiosk, and the forms."""
    op.add_column("officers", sa.Column("pin_hash", sa.String(200)))
    op.add_column("officers", sa.Column("badge_hash", sa.String(64)))
    op.create_index("ix_officers_badge_hash", "officers", ["badge_hash"], unique=True)
    op.create_table(
        "pick_ups",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("code_hash", sa.LargeBinary(16), nullable=False, unique=True),
        sa.Column("kiosk_id", sa.Uuid, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
    )
    op.create_index("ix_pick_ups_expires_at", "pick_ups", ["expires_at"])
