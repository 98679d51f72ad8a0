"""two readers of a text"""

import sqlalchemy as sa
from alembic import op

import data.tables

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('contribution', schema=None) as batch_op:
        batch_op.add_column(sa.Column('second_by', sa.Integer(), nullable=True))
        batch_op.create_index('ix_contribution_import_verdict', ['import_id', 'verdict', 'second_by'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_contribution_second_by_person'), 'person', ['second_by'], ['id'])

    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('two_readers', sa.Boolean(), server_default=sa.false(), nullable=False))
