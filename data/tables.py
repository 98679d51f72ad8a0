"""Every table. Migrations in data/migrations/ lead here; a test holds the two together."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeDecorator

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
Json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


class Utc(TypeDecorator[datetime]):
    """Aware UTC time; SQLite keeps no zone, so it is put back when read."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def key() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def ref(name: str, target: str, *, null: bool = False, index: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.ForeignKey(f"{target}.id"), nullable=null, index=index)


def text(name: str, *, null: bool = False, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=null, server_default=default)


meta = sa.Table("meta", metadata, sa.Column("name", sa.Text, primary_key=True), text("value"))

person = sa.Table(
    "person",
    metadata,
    key(),
    text("name"),
    text("iss", null=True),
    text("sub", null=True),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("guide_closed_at", Utc, nullable=True),  # "do not show again", of the guide on the briefing
    sa.UniqueConstraint("iss", "sub", name="uq_person_iss_sub"),
)
person_role = sa.Table(
    "person_role",
    metadata,
    sa.Column("person_id", sa.ForeignKey("person.id"), primary_key=True),
    sa.Column("role", sa.Text, primary_key=True),
)

decision = sa.Table(
    "decision",
    metadata,
    key(),
    sa.Column("title", Json, nullable=False),  # {fi, sv, en}; the authored language always
    sa.Column("summary", Json, nullable=False),
    text("language", default="fi"),
    text("body"),
    sa.Column("meeting_date", sa.Date, nullable=True, index=True),
    text("service"),
    text("register_id", null=True),
    text("stage"),
    sa.Column("announced_at", Utc, nullable=True),
    sa.Column("alternatives_on", sa.Date, nullable=True),  # the day on which the alternatives were settled
    sa.Column("decided_on", sa.Date, nullable=True),
    text("chosen", null=True),  # code of the alternative that the body decided on
    sa.Column("touched", sa.Integer, nullable=False, server_default="1"),  # grows with every change
    sa.Column("made_up", sa.Boolean, nullable=False, server_default=sa.false()),  # demonstration data
    sa.Column("two_readers", sa.Boolean, nullable=False, server_default=sa.false()),  # texts are cleared by two people
    sa.Column("created_at", Utc, nullable=False),
    ref("created_by", "person", index=False),
    text("token", null=True),  # of the act that created it: a double click makes one decision
    sa.UniqueConstraint("token", name="uq_decision_token"),
)
alternative = sa.Table(
    "alternative",
    metadata,
    sa.Column("decision_id", sa.ForeignKey("decision.id"), primary_key=True),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("name", Json, nullable=False),
)

assessment = sa.Table(
    "assessment",
    metadata,
    key(),
    ref("decision_id", "decision"),
    text("template"),
    text("version"),
    text("sha256"),
    text("state"),
    sa.Column("edition", sa.Integer, nullable=False, server_default="1"),
    sa.Column("created_at", Utc, nullable=False),
    text("declined", null=True),  # hash of the newer version that was not taken into use
    text("declined_reason", null=True),
    sa.UniqueConstraint("decision_id", "template", name="uq_assessment_decision_template"),
)
instrument = sa.Table(
    "instrument",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),  # what assessments are pinned to
    text("template"),
    text("version"),
    text("status"),
    sa.Column("content", Json, nullable=False),  # the template as a value: it outlives its file
    sa.Column("at", Utc, nullable=False),
)
answer = sa.Table(
    "answer",
    metadata,
    sa.Column("assessment_id", sa.ForeignKey("assessment.id"), primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", Json, nullable=True),
    text("unknown_reason", null=True),
    sa.Column("rev", sa.Integer, nullable=False),
    text("by_role"),
    sa.Column("at", Utc, nullable=False),
)
answer_event = sa.Table(
    "answer_event",
    metadata,
    key(),
    ref("assessment_id", "assessment", index=False),
    text("key"),
    text("op"),  # set | clear | restore | migrate
    sa.Column("value", Json, nullable=True),
    text("unknown_reason", null=True),
    sa.Column("rev", sa.Integer, nullable=False),
    sa.Column("base_rev", sa.Integer, nullable=False),
    ref("by", "person", index=False),
    text("by_role"),
    sa.Column("at", Utc, nullable=False),
    text("token", null=True),
    sa.Column("salt", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("assessment_id", "key", "rev", name="uq_answer_event_rev"),
    sa.UniqueConstraint("token", name="uq_answer_event_token"),
)
verdict = sa.Table(
    "verdict",
    metadata,
    key(),
    ref("assessment_id", "assessment"),
    text("section"),
    text("verdict"),
    text("comment"),
    text("section_hash"),
    text("owner", null=True),
    text("due", null=True),
    ref("by", "person", index=False),
    text("by_role"),
    sa.Column("at", Utc, nullable=False),
)
transition = sa.Table(
    "transition",
    metadata,
    key(),
    ref("assessment_id", "assessment"),
    text("transition"),
    text("from_state"),
    text("to_state"),
    text("reason", null=True),
    text("content_hash", null=True),
    sa.Column("attested", Json, nullable=True),
    ref("by", "person", index=False),
    text("by_role"),
    sa.Column("at", Utc, nullable=False),
)
opinion = sa.Table(
    "opinion",
    metadata,
    key(),
    ref("decision_id", "decision"),
    text("who"),  # a post or a council: list `opinions` of the library
    text("body"),  # what it said; empty when it was not asked
    text("not_asked"),  # why it was not asked; empty when it was
    sa.Column("rev", sa.Integer, nullable=False),
    ref("by", "person", index=False),
    text("by_role"),
    sa.Column("at", Utc, nullable=False),
    sa.UniqueConstraint("decision_id", "who", name="uq_opinion_who"),
)
improvement = sa.Table(  # an action that a verdict opened has been done; the action itself is the verdict's
    "improvement",
    metadata,
    sa.Column("verdict_id", sa.ForeignKey("verdict.id"), primary_key=True),
    text("note"),
    ref("by", "person", index=False),
    text("by_role"),
    sa.Column("at", Utc, nullable=False),
)
comment = sa.Table(
    "comment",
    metadata,
    key(),
    ref("assessment_id", "assessment"),
    text("key"),  # the answer it is about
    ref("parent_id", "comment", null=True),  # NULL: opens a thread
    text("to_role", null=True),
    text("body"),
    ref("by", "person", index=False),
    text("by_role"),
    sa.Column("at", Utc, nullable=False),
    sa.Column("resolved_at", Utc, nullable=True),  # of the thread, on its first comment
    text("resolved_role", null=True),
)
assignment = sa.Table(
    "assignment",
    metadata,
    sa.Column("assessment_id", sa.ForeignKey("assessment.id"), primary_key=True),
    sa.Column("section", sa.Text, primary_key=True),
    ref("person_id", "person", index=True),
    ref("by", "person", index=False),
    sa.Column("at", Utc, nullable=False),
)
evidence = sa.Table(
    "evidence",
    metadata,
    key(),
    ref("decision_id", "decision"),  # where it was first used; every decision may cite it
    sa.Column("fields", Json, nullable=False),  # ev_title … by field id of the library
    sa.Column("rev", sa.Integer, nullable=False, server_default="1"),
    ref("by", "person", index=False),
    sa.Column("at", Utc, nullable=False),
)
evidence_use = sa.Table(  # sources of other decisions that are in use in this one
    "evidence_use",
    metadata,
    sa.Column("decision_id", sa.ForeignKey("decision.id"), primary_key=True),
    sa.Column("evidence_id", sa.ForeignKey("evidence.id"), primary_key=True),
    ref("by", "person", index=False),
    sa.Column("at", Utc, nullable=False),
)
evidence_version = sa.Table(
    "evidence_version",
    metadata,
    sa.Column("evidence_id", sa.ForeignKey("evidence.id"), primary_key=True),
    sa.Column("rev", sa.Integer, primary_key=True),
    sa.Column("fields", Json, nullable=False),
    ref("by", "person", index=False),
    text("by_role"),
    sa.Column("at", Utc, nullable=False),
)
attachment = sa.Table(
    "attachment",
    metadata,
    key(),
    ref("evidence_id", "evidence"),
    text("name"),
    text("kind"),  # file name ending, lower case
    sa.Column("size", sa.Integer, nullable=False),  # bytes
    text("sha256"),
    ref("by", "person", index=False),
    sa.Column("at", Utc, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),  # the last column, as in `import`
    sa.UniqueConstraint("evidence_id", "sha256", name="uq_attachment_evidence_sha256"),
)

agenda_item = sa.Table(  # a matter of an agenda, until and after a decision is started from it
    "agenda_item",
    metadata,
    key(),
    text("source"),
    text("source_key"),  # the source's own id of the matter, folded
    sa.Column("fields", Json, nullable=False),  # agenda.items.as_fields
    text("sha256"),  # of the list that it last came from
    ref("decision_id", "decision", null=True),
    sa.Column("set_aside", sa.Boolean, nullable=False, server_default=sa.false()),  # needs no assessment here
    ref("by", "person", index=False),
    sa.Column("at", Utc, nullable=False),
    sa.UniqueConstraint("source", "source_key", name="uq_agenda_item_source_key"),
)
activity = sa.Table(
    "activity",
    metadata,
    key(),
    ref("decision_id", "decision"),
    text("channel"),
    sa.Column("title", Json, nullable=False),
    text("kind", null=True),  # list activity_kinds of the library
    text("place", null=True),
    text("area", null=True),
    text("audience", null=True),
    text("method", null=True),
    sa.Column("starts", sa.Date, nullable=True),
    sa.Column("ends", sa.Date, nullable=True),
    text("collected_by", null=True),
    text("basis", null=True),
    text("notice_link", null=True),
    sa.Column("cost_planned", sa.Integer, nullable=True),  # euro cents
    sa.Column("cost_actual", sa.Integer, nullable=True),
    sa.Column("minutes_planned", sa.Integer, nullable=True),  # working time
    sa.Column("minutes_actual", sa.Integer, nullable=True),
    ref("by", "person", index=False),
    sa.Column("at", Utc, nullable=False),
    text("token", null=True),
    sa.UniqueConstraint("token", name="uq_activity_token"),
)
import_ = sa.Table(
    "import",
    metadata,
    key(),
    ref("activity_id", "activity"),
    text("sha256"),
    text("adapter"),
    text("adapter_version"),
    text("original_name"),
    sa.Column("counts", Json, nullable=False),  # read, stored, left_out {reason: n}
    sa.Column("dropped", Json, nullable=False),  # names of dropped columns
    sa.Column("notes", Json, nullable=False),
    sa.Column("current", sa.Boolean, nullable=False, server_default=sa.true()),  # a newer export took its place
    sa.Column("emptied_at", Utc, nullable=True),  # its rows were removed when their time was up
    ref("by", "person", index=False),
    sa.Column("at", Utc, nullable=False),
    # The last column: SQLite reads through megabytes of votes to whatever stands after them.
    sa.Column("payload", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("activity_id", "sha256", name="uq_import_activity_sha256"),
)
spot_link = sa.Table(  # opens the phone page of one activity to whoever holds it; only its hash is kept
    "spot_link",
    metadata,
    key(),
    ref("activity_id", "activity"),
    text("token_hash"),
    text("question", null=True),  # what the small groups discuss, in the words of the person who made the link
    sa.Column("expires_at", Utc, nullable=False),
    sa.Column("closed_at", Utc, nullable=True),
    ref("by", "person", index=False),
    text("by_role"),
    sa.Column("at", Utc, nullable=False),
    sa.UniqueConstraint("token_hash", name="uq_spot_link_token_hash"),
)
population = sa.Table(  # residents by the groups of a survey, beside which its respondents are shown
    "population",
    metadata,
    sa.Column("activity_id", sa.ForeignKey("activity.id"), primary_key=True),
    text("variable"),  # the survey's background column
    sa.Column("numbers", Json, nullable=False),  # {value of the variable: residents}
    text("title"),
    text("source"),
    text("updated"),
    ref("by", "person", index=False),
    sa.Column("at", Utc, nullable=False),
)
column_mapping = sa.Table(  # what a person said of the columns of a survey, for the next file of the same shape
    "column_mapping",
    metadata,
    sa.Column("shape", sa.Text, primary_key=True),  # SHA-256 of the headers
    ref("decision_id", "decision"),
    sa.Column("columns", Json, nullable=False),
    ref("by", "person", index=False),
    sa.Column("at", Utc, nullable=False),
)
contribution = sa.Table(
    "contribution",
    metadata,
    key(),
    ref("import_id", "import"),
    text("source_id"),
    text("body"),
    text("language", null=True),
    sa.Column("about", Json, nullable=False),  # moderated, rank, group … as the adapter gives them
    sa.Column("flags", Json, nullable=False),  # [{kind, start, end}]
    text("verdict", null=True),  # publish | shorten | theme_only | remove; NULL: not yet read by a person
    text("excerpt", null=True),  # the cleared words, for publish and shorten
    ref("by", "person", null=True, index=False),
    sa.Column("at", Utc, nullable=True),
    ref("second_by", "person", null=True, index=False),  # a second reader who gave the same verdict
    sa.UniqueConstraint("import_id", "source_id", name="uq_contribution_import_source"),
    sa.Index("ix_contribution_import_verdict", "import_id", "verdict", "second_by"),  # the counts of a long queue
)
theme = sa.Table(
    "theme",
    metadata,
    key(),
    ref("decision_id", "decision"),
    sa.Column("title", Json, nullable=False),
    sa.Column("summary", Json, nullable=False),
    sa.Column("areas", Json, nullable=False),
    sa.Column("alternatives", Json, nullable=False),
    sa.Column("minority", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("at", Utc, nullable=False),
    text("token", null=True),
    sa.UniqueConstraint("token", name="uq_theme_token"),
)
theme_contribution = sa.Table(
    "theme_contribution",
    metadata,
    sa.Column("theme_id", sa.ForeignKey("theme.id"), primary_key=True),
    sa.Column("contribution_id", sa.ForeignKey("contribution.id"), primary_key=True, index=True),
)
statement = sa.Table(
    "statement",
    metadata,
    key(),
    ref("decision_id", "decision"),
    text("council"),  # youth_council | elderly_council | disability_council | other
    sa.Column("date", sa.Date, nullable=False),
    text("position"),
    text("main_points"),
    text("url", null=True),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    ref("by", "person", index=False),
    sa.Column("at", Utc, nullable=False),
    sa.UniqueConstraint("decision_id", "council", "version", name="uq_statement_version"),
)
release = sa.Table(
    "release",
    metadata,
    key(),
    ref("decision_id", "decision"),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("erased", sa.Integer, nullable=False, server_default="0"),  # places that lost a resident's words
    text("payload"),  # canonical JSON, byte for byte what the hash was taken of, but for erased words
    text("sha256"),
    sa.Column("theme_ids", Json, nullable=False),
    sa.Column("carried", Json, nullable=False),  # what the growth rule needs of the raw counts; never shown
    ref("by", "person", index=False),
    sa.Column("at", Utc, nullable=False),
    sa.UniqueConstraint("decision_id", "number", name="uq_release_number"),
)
response = sa.Table(
    "response",
    metadata,
    key(),
    ref("decision_id", "decision"),
    ref("theme_id", "theme", null=True),
    ref("statement_id", "statement", null=True),
    sa.Column("version", sa.Integer, nullable=False),
    text("state"),  # draft | approved | published | corrected
    sa.Column("fields", Json, nullable=False),  # participation.responses.Draft
    sa.Column("rev", sa.Integer, nullable=False),
    ref("drafted_by", "person", index=False),
    text("drafted_role"),
    sa.Column("drafted_at", Utc, nullable=False),
    ref("approved_by", "person", null=True, index=False),
    sa.Column("approved_at", Utc, nullable=True),
    sa.Column("published_at", Utc, nullable=True),
    text("correction_reason", null=True),
)
reply = sa.Table(
    "reply",
    metadata,
    key(),
    ref("response_id", "response"),
    text("council"),
    text("understood"),  # list influence_reply
    text("body"),
    sa.Column("rev", sa.Integer, nullable=False),
    ref("by", "person", index=False),
    sa.Column("at", Utc, nullable=False),
    sa.UniqueConstraint("response_id", "council", name="uq_reply_council"),
)
briefing = sa.Table(
    "briefing",
    metadata,
    key(),
    ref("decision_id", "decision"),
    sa.Column("edition", sa.Integer, nullable=False),
    text("payload"),
    text("sha256"),
    ref("release_id", "release", null=True, index=False),
    ref("by", "person", index=False),
    sa.Column("at", Utc, nullable=False),
    text("first_sha256", null=True),  # before a resident's words were erased from it
    sa.Column("outline", Json, nullable=True),  # agenda.outline.Outline: what lists of decisions say of it
    sa.UniqueConstraint("decision_id", "edition", name="uq_briefing_edition"),
)
decision_tag = sa.Table(  # what a decision can be found by: areas and groups of its briefing, themes of its release
    "decision_tag",
    metadata,
    sa.Column("decision_id", sa.ForeignKey("decision.id"), primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),  # area | group | theme
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("words", Json, nullable=False),  # {fi, sv, en}
    sa.Index("ix_decision_tag_kind_code", "kind", "code"),
)
request = sa.Table(  # a councillor asks for more, or for the matter to be prepared again; answered in the open
    "request",
    metadata,
    key(),
    ref("decision_id", "decision"),
    text("kind"),  # more | return
    text("body"),  # empty when it was withdrawn
    sa.Column("edition", sa.Integer, nullable=True),  # of the briefing that the asker read
    ref("by", "person", index=False),
    text("by_role"),
    sa.Column("at", Utc, nullable=False),
    sa.Column("withdrawn_at", Utc, nullable=True),
    text("token", null=True),
    sa.UniqueConstraint("token", name="uq_request_token"),
)
request_answer = sa.Table(  # an answer that is corrected gets a new version; the old one stays readable
    "request_answer",
    metadata,
    sa.Column("request_id", sa.ForeignKey("request.id"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    text("body"),
    ref("by", "person", index=False),
    text("by_role"),
    sa.Column("at", Utc, nullable=False),
)
reading = sa.Table(  # one reader's own: what they have seen, their mark and their notes; nobody else's query reads it
    "reading",
    metadata,
    sa.Column("person_id", sa.ForeignKey("person.id"), primary_key=True),
    sa.Column("decision_id", sa.ForeignKey("decision.id"), primary_key=True),
    sa.Column("seen", Json, nullable=True),  # agenda.outline.Facts when it was last opened
    sa.Column("opened_at", Utc, nullable=True),
    sa.Column("read_edition", sa.Integer, nullable=True),  # marked as read: the edition, 0 for none published
    sa.Column("read_at", Utc, nullable=True),
    text("note", default=""),
    sa.Column("note_rev", sa.Integer, nullable=False, server_default="0"),
)
presence = sa.Table(
    "presence",
    metadata,
    sa.Column("assessment_id", sa.ForeignKey("assessment.id"), primary_key=True),
    sa.Column("section", sa.Text, primary_key=True),
    sa.Column("person_id", sa.ForeignKey("person.id"), primary_key=True),
    text("role"),
    sa.Column("at", Utc, nullable=False),
)
log = sa.Table(
    "log",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    text("prev"),
    text("body"),  # canonical JSON: seq, prev, at, actor, role, verb, object, decision, digest
    text("hash"),
)
