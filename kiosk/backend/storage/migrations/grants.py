"""What the service's own role may do on PostgreSQL: it adds to the trail, and can change nothing there."""

import sqlalchemy as sa

_APPEND_ONLY = ("events", "audit", "audit_links")
_KEPT = ("kiosks", "registrations", "desk_calls", "kiosk_reports", "officers")
_PASSING = (
    *("participants", "contributions", "employers"),
    *("answers", "phone_codes", "cards", "sessions", "sign_in_failures", "pick_ups"),
    *("messages", "message_providers"),
    "account_phones",
)
"""What an import replaces and what a purge removes."""
_READ_ONLY = ("alembic_version",)


def grant(connection: sa.Connection, role: str) -> None:
    """Give `role` what serving needs and take away the rest. The tables' owner runs it, any number of times.

    Raises `sqlalchemy.exc.ProgrammingError` for a role that does not exist.
    """
    quoted = connection.dialect.identifier_preparer.quote(role)
    schema = connection.scalar(sa.text("SELECT quote_ident(current_schema())"))
    tables = (*_APPEND_ONLY, *_KEPT, *_PASSING, *_READ_ONLY)
    statements = [
        f"GRANT USAGE ON SCHEMA {schema} TO {quoted}",
        f"REVOKE ALL ON {', '.join(tables)} FROM {quoted}",
        f"GRANT SELECT ON {', '.join(tables)} TO {quoted}",
        f"GRANT INSERT ON {', '.join((*_APPEND_ONLY, *_KEPT, *_PASSING))} TO {quoted}",
        f"GRANT UPDATE ON {', '.join((*_KEPT, *_PASSING))} TO {quoted}",
        f"GRANT DELETE ON {', '.join(_PASSING)} TO {quoted}",
    ]
    for statement in statements:
        connection.exec_driver_sql(statement)
