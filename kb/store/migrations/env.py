"""Alembic environment: runs inside the connection that ``kb.store.migrate`` opens."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
