"""notes on the spot"""

import sqlalchemy as sa
from alembic import op

import data.tables

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('spot_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.Text(), nullable=False),
    sa.Column('question', sa.Text(), nullable=True),
    sa.Column('expires_at', data.tables.Utc(timezone=True), nullable=False),
    sa.Column('closed_at', data.tables.Utc(timezone=True), nullable=True),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('by_role', sa.Text(), nullable=False),
    sa.Column('at', data.tables.Utc(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_spot_link_activity_id_activity')),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_spot_link_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_spot_link')),
    sa.UniqueConstraint('token_hash', name='uq_spot_link_token_hash')
    )
    with op.batch_alter_table('spot_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_spot_link_activity_id'), ['activity_id'], unique=False)
