"""erasure and retention"""

import sqlalchemy as sa
from alembic import op

import data.tables

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('briefing', schema=None) as batch_op:
        batch_op.add_column(sa.Column('first_sha256', sa.Text(), nullable=True))

    # Before the payload: SQLite reads through megabytes of votes to whatever stands after them.
    sqlite = op.get_bind().dialect.name == "sqlite"
    copied, place = ("always", {"insert_before": "payload"}) if sqlite else ("never", {})
    with op.batch_alter_table('import', schema=None, recreate=copied) as batch_op:
        batch_op.add_column(sa.Column('emptied_at', data.tables.Utc(timezone=True), nullable=True), **place)

    with op.batch_alter_table('release', schema=None, recreate=copied) as batch_op:
        batch_op.add_column(sa.Column('erased', sa.Integer(), server_default='0', nullable=False), **place)
