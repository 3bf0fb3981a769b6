"""What Alembic runs: the steps that a database lacks, in the transaction of who opened it."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
