"""activities in full"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('area', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('minutes_planned', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('minutes_actual', sa.Integer(), nullable=True))

    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('alternatives_on', sa.Date(), nullable=True))
