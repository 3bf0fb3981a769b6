"""The second form: PostgreSQL keeps no samples of the data keys among its statistics, where an
erased key would live on. SQLite takes samples only of what is indexed: nothing changes there."""

from __future__ import annotations

from alembic import op

revision = "2"
down_revision = "1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    conn = op.get_bind()
    if conn.dialect.name == "postgresql":
        conn.exec_driver_sql("ALTER TABLE data_key ALTER COLUMN wrapped SET STATISTICS 0")
        # A column that is given a type, be it the same, forgets the samples it has.
        conn.exec_driver_sql("ALTER TABLE data_key ALTER COLUMN wrapped TYPE bytea")
