"""Alembic's entry point: it migrates the connection that `upgrade` hands over."""

import sqlalchemy as sa
from alembic import context

from kiosk.backend.storage.migrations import CONSTRAINT_NAMES

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=sa.MetaData(naming_convention=CONSTRAINT_NAMES),
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
