"""numbers of residents"""

import sqlalchemy as sa
from alembic import op

import data.tables

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('population',
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('variable', sa.Text(), nullable=False),
    sa.Column('numbers', data.tables.Json, nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('updated', sa.Text(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', data.tables.Utc(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_population_activity_id_activity')),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_population_by_person')),
    sa.PrimaryKeyConstraint('activity_id', name=op.f('pk_population'))
    )
