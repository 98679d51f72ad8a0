"""the assessment in full"""

import sqlalchemy as sa
from alembic import op

import data.tables

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('instrument',
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('template', sa.Text(), nullable=False),
    sa.Column('version', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('content', data.tables.Json, nullable=False),
    sa.Column('at', data.tables.Utc(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_instrument'))
    )
    op.create_table('opinion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('who', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('not_asked', sa.Text(), nullable=False),
    sa.Column('rev', sa.Integer(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('by_role', sa.Text(), nullable=False),
    sa.Column('at', data.tables.Utc(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_opinion_by_person')),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_opinion_decision_id_decision')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opinion')),
    sa.UniqueConstraint('decision_id', 'who', name='uq_opinion_who')
    )
    with op.batch_alter_table('opinion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_opinion_decision_id'), ['decision_id'], unique=False)

    op.create_table('assignment',
    sa.Column('assessment_id', sa.Integer(), nullable=False),
    sa.Column('section', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', data.tables.Utc(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['assessment_id'], ['assessment.id'], name=op.f('fk_assignment_assessment_id_assessment')),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_assignment_by_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_assignment_person_id_person')),
    sa.PrimaryKeyConstraint('assessment_id', 'section', name=op.f('pk_assignment'))
    )
    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assignment_person_id'), ['person_id'], unique=False)

    op.create_table('attachment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('evidence_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', data.tables.Utc(timezone=True), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_attachment_by_person')),
    sa.ForeignKeyConstraint(['evidence_id'], ['evidence.id'], name=op.f('fk_attachment_evidence_id_evidence')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachment')),
    sa.UniqueConstraint('evidence_id', 'sha256', name='uq_attachment_evidence_sha256')
    )
    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attachment_evidence_id'), ['evidence_id'], unique=False)

    op.create_table('comment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assessment_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('to_role', sa.Text(), nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('by_role', sa.Text(), nullable=False),
    sa.Column('at', data.tables.Utc(timezone=True), nullable=False),
    sa.Column('resolved_at', data.tables.Utc(timezone=True), nullable=True),
    sa.Column('resolved_role', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['assessment_id'], ['assessment.id'], name=op.f('fk_comment_assessment_id_assessment')),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_comment_by_person')),
    sa.ForeignKeyConstraint(['parent_id'], ['comment.id'], name=op.f('fk_comment_parent_id_comment')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment'))
    )
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_comment_assessment_id'), ['assessment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_comment_parent_id'), ['parent_id'], unique=False)

    op.create_table('evidence_use',
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('evidence_id', sa.Integer(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', data.tables.Utc(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_evidence_use_by_person')),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_evidence_use_decision_id_decision')),
    sa.ForeignKeyConstraint(['evidence_id'], ['evidence.id'], name=op.f('fk_evidence_use_evidence_id_evidence')),
    sa.PrimaryKeyConstraint('decision_id', 'evidence_id', name=op.f('pk_evidence_use'))
    )
    op.create_table('evidence_version',
    sa.Column('evidence_id', sa.Integer(), nullable=False),
    sa.Column('rev', sa.Integer(), nullable=False),
    sa.Column('fields', data.tables.Json, nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('by_role', sa.Text(), nullable=False),
    sa.Column('at', data.tables.Utc(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_evidence_version_by_person')),
    sa.ForeignKeyConstraint(['evidence_id'], ['evidence.id'], name=op.f('fk_evidence_version_evidence_id_evidence')),
    sa.PrimaryKeyConstraint('evidence_id', 'rev', name=op.f('pk_evidence_version'))
    )
    op.create_table('improvement',
    sa.Column('verdict_id', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('by_role', sa.Text(), nullable=False),
    sa.Column('at', data.tables.Utc(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_improvement_by_person')),
    sa.ForeignKeyConstraint(['verdict_id'], ['verdict.id'], name=op.f('fk_improvement_verdict_id_verdict')),
    sa.PrimaryKeyConstraint('verdict_id', name=op.f('pk_improvement'))
    )
    with op.batch_alter_table('assessment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('declined', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('declined_reason', sa.Text(), nullable=True))

    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('chosen', sa.Text(), nullable=True))

    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.add_column(sa.Column('rev', sa.Integer(), server_default='1', nullable=False))

    with op.batch_alter_table('transition', schema=None) as batch_op:
        batch_op.drop_column('content')

    # What is stored becomes the first form of each source.
    op.execute(
        "INSERT INTO evidence_version (evidence_id, rev, fields, \"by\", by_role, at) "
        "SELECT id, 1, fields, \"by\", 'preparer', at FROM evidence"
    )
