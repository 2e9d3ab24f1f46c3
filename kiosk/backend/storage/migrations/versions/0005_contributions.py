"""What people have contributed, and how their employers stand."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add both; they are filled by an import."""
    op.create_table(
        "contributions",
        sa.Column("person", sa.LargeBinary(16), primary_key=True),
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
