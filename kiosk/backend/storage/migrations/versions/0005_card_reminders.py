"""How far a card's holder was reminded of its end."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the mark, and the index of the cards that end soon."""
    op.add_column("cards", sa.Column("reminded", sa.SmallInteger))
    op.create_index("ix_cards_expires_at", "cards", ["expires_at"])
