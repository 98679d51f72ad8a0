"""remembered columns"""

import sqlalchemy as sa
from alembic import op

import data.tables

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('column_mapping',
    sa.Column('shape', sa.Text(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('columns', data.tables.Json, nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', data.tables.Utc(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_column_mapping_by_person')),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_column_mapping_decision_id_decision')),
    sa.PrimaryKeyConstraint('shape', name=op.f('pk_column_mapping'))
    )
    with op.batch_alter_table('column_mapping', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_column_mapping_decision_id'), ['decision_id'], unique=False)
