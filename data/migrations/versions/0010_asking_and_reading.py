"""asking and reading"""

import sqlalchemy as sa
from alembic import op

import data.tables

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=True),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('by_role', sa.Text(), nullable=False),
    sa.Column('at', data.tables.Utc(timezone=True), nullable=False),
    sa.Column('withdrawn_at', data.tables.Utc(timezone=True), nullable=True),
    sa.Column('token', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_request_by_person')),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_request_decision_id_decision')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request')),
    sa.UniqueConstraint('token', name='uq_request_token')
    )
    with op.batch_alter_table('request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_request_decision_id'), ['decision_id'], unique=False)

    op.create_table('request_answer',
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('by_role', sa.Text(), nullable=False),
    sa.Column('at', data.tables.Utc(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_request_answer_by_person')),
    sa.ForeignKeyConstraint(['request_id'], ['request.id'], name=op.f('fk_request_answer_request_id_request')),
    sa.PrimaryKeyConstraint('request_id', 'version', name=op.f('pk_request_answer'))
    )
    op.create_table('reading',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('seen', data.tables.Json, nullable=True),
    sa.Column('opened_at', data.tables.Utc(timezone=True), nullable=True),
    sa.Column('read_edition', sa.Integer(), nullable=True),
    sa.Column('read_at', data.tables.Utc(timezone=True), nullable=True),
    sa.Column('note', sa.Text(), server_default='', nullable=False),
    sa.Column('note_rev', sa.Integer(), server_default='0', nullable=False),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_reading_decision_id_decision')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_reading_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', 'decision_id', name=op.f('pk_reading'))
    )
    op.create_table('decision_tag',
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('words', data.tables.Json, nullable=False),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_decision_tag_decision_id_decision')),
    sa.PrimaryKeyConstraint('decision_id', 'kind', 'code', name=op.f('pk_decision_tag'))
    )
    with op.batch_alter_table('decision_tag', schema=None) as batch_op:
        batch_op.create_index('ix_decision_tag_kind_code', ['kind', 'code'], unique=False)

    with op.batch_alter_table('briefing', schema=None) as batch_op:
        batch_op.add_column(sa.Column('outline', data.tables.Json, nullable=True))

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('guide_closed_at', data.tables.Utc(timezone=True), nullable=True))
