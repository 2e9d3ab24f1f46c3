"""Officers of several offices, and the counts of one office read from an index."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Whoever saw every office's registrations until now goes on to see them."""
    op.add_column("officers", sa.Column("further_offices", sa.String(400), nullable=False, server_default=""))
    op.execute("UPDATE officers SET further_offices = '*' WHERE role <> 'officer'")
    op.create_index("ix_registrations_office_code_status", "registrations", ["office_code", "status"])
