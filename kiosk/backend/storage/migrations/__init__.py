"""The schema's history, run by Alembic without a configuration file.

**A migration never imports live code.** It says in SQLAlchemy's and Alembic's own words what it makes and how
it rewrites rows, so that it still does the same when the tables, the models and the ciphers have changed. It
may use what stands beside `versions/` for that purpose (`only_grows`, and the names of constraints below),
which is never changed either, only added to. A test checks the imports, and another that the migrations lead
to exactly `schema.metadata` on both databases.

A new migration is `versions/0002_what_it_does.py` with `down_revision = "0001"`; `schema.REVISION` names it.
"""

from collections.abc import Mapping

CONSTRAINT_NAMES: Mapping[str, str] = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""How constraints and indexes that are given no name are called, in the migrations and in `schema`."""
