"""Rights over one's data: requests, whom one helped, whose data an answer holds, who looked."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_MOMENT = sa.DateTime(timezone=True)
_HASH = sa.LargeBinary(16)


def upgrade() -> None:
    """Add the table and the columns; in rows from before them, helpers are not found by their number."""
    op.add_column("registrations", sa.Column("helper", _HASH))
    op.add_column("answers", sa.Column("person", _HASH))
    _index("ix_registrations_helper", "registrations", ["helper"], "helper IS NOT NULL")
    _index("ix_audit_dossier_seen", "audit", ["subject"], "action = 'dossier_seen'")
    op.create_table(
        "rights_requests",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("code", sa.String(12), nullable=False, unique=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("about", sa.String(20), nullable=False),
        sa.Column("person", _HASH),
        sa.Column("office_code", sa.String(10), nullable=False),
        sa.Column("kiosk_id", sa.Uuid),
        sa.Column("is_proved", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("settled_at", _MOMENT),
        sa.Column("settled_by", sa.String(60)),
        sa.Column("salt", sa.LargeBinary(16)),
        sa.Column("sealed", sa.LargeBinary),
    )
    op.create_index("ix_rights_requests_person", "rights_requests", ["person"])
    _index("ix_rights_requests_waiting", "rights_requests", ["due_on", "id"], "state = 'waiting'")


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
