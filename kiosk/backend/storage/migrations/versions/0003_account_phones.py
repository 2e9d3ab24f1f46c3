"""The phones of an account, to which codes for its card and its contributions go."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_MOMENT = sa.DateTime(timezone=True)
_HASH = sa.LargeBinary(16)


def upgrade() -> None:
    """Make the table; an account approved before has no phone but the insurer's."""
    op.create_table(
        "account_phones",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person", _HASH, nullable=False),
        sa.Column("phone", _HASH, nullable=False),
        sa.Column("owner", sa.String(10), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("registration_id", sa.Uuid, nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT),
        sa.Column("ended_by", sa.String(60)),
    )
    op.create_index("ix_account_phones_person", "account_phones", ["person"])
