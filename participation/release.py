"""A Release: every figure of resident input that any page, chart, table or document may show.

It is made once from a decision's imports by aggregation and disclosure control, previewed, frozen and never
edited. It holds no sentence of any language but the cleared excerpts themselves: figures are stored as forms
(`Shown`), so that each language says them in its own words and all say the same.

Source of the rules: resident-input design, sections 6-8; trust design, section 6.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Collection
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer

RULES_VERSION = "1"

Stance = Literal["against", "neutral", "for"]
Subject = Literal["comment", "alternative", "question", "option"]
STANCES: tuple[Stance, ...] = ("against", "neutral", "for")


class Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Shown(Value):
    """One published figure in the form that disclosure control allows.

    kind      meaning                                             fields
    exact     a count as it is                                    low
    band      a count somewhere in low..high                      low, high
    under     a count or per cent below `low`                     low   (counts: "under 10")
    percent   a share in per cent, rounded to `step`              low, step
    below     a share under `low` per cent ("alle 10 %")          low
    above     a share over `low` per cent ("yli 90 %")            low
    word      few | quarter | half | three_quarters | nearly_all  word
    """

    kind: Literal["exact", "band", "under", "percent", "below", "above", "word"]
    low: int | None = None
    high: int | None = None
    step: int | None = None
    word: Literal["few", "quarter", "half", "three_quarters", "nearly_all"] | None = None


class Row(Value):
    """One group's answers in three classes. A hidden row carries its name and nothing else."""

    id: str  # "total", an opinion group "A", "B" …, a value of a background variable, or "none" (no group)
    label: dict[str, str]
    hidden: bool = False
    n: Shown | None = None
    against: Shown | None = None
    neutral: Shown | None = None
    for_: Shown | None = None
    nearly_all: Stance | None = None  # rule 3: one class has (as good as) everyone, no percentages are given
    cannot_say: Shown | None = None  # "En osaa sanoa": its own figure, outside the 100 %


class Table(Value):
    """What people thought of one thing: a comment, an alternative or a question. The total is a row too.

    Of an option of a poll `for_` are those who chose it, `against` those who answered and did not.
    """

    id: str  # "comment-12", "VE1", "q-3", "poll-1-2": stable inside its activity
    subject: Subject
    text: dict[str, str] | None  # None: the words are not cleared, only their figures may be shown
    total: Row
    crossing: str | None = None  # the one group variable of `rows`, e.g. "opinion_group"
    rows: tuple[Row, ...] = ()  # empty when the crossing is withheld
    withheld: bool = False  # the crossing had rows, and none could be published


class OpinionGroup(Value):
    id: str  # "A", "B" …: describes voting in one conversation, never residents
    n: Shown | None  # None: hidden
    representative: tuple[tuple[str, Stance], ...] = ()  # (table id, direction), best first, at most five


class OpinionGroups(Value):
    """exported: the file's own groups; computed: ours, stable enough; unstable: no group is shown; none: no votes."""

    status: Literal["exported", "computed", "unstable", "none"]
    stability_low: float | None = None  # 10th percentile of the adjusted Rand index over resamples
    same_k_share: float | None = None
    groups: tuple[OpinionGroup, ...] = ()
    consensus: tuple[tuple[str, Stance], ...] = ()  # table ids on which all voters agree or disagree, best first


class TopIdea(Value):
    """A small group's TOP 3 choice: counted in groups, never in people."""

    question: str
    idea: str
    rank: int
    groups: int
    of_groups: int


class Poll(Value):
    """A question of a service with ready options, as its own counts tell. `options` are ids of the tables, in order."""

    id: str
    text: dict[str, str]
    several: bool  # a person could choose several, so the shares do not add up to 100
    answered: Shown
    options: tuple[str, ...]


class PopulationGroup(Value):
    """One value of the background variable: participants in their published form, None when hidden, and residents."""

    id: str
    label: dict[str, str]
    participants: Shown | None
    population: int


class Composition(Value):
    """Who took part beside who lives here, by the one background variable. Rates and shares follow from these alone.

    told, not_told   participants who gave the variable, and those who did not
    table, source, updated   where the numbers of residents are from, in the words of the statistics
    """

    variable: dict[str, str]
    groups: tuple[PopulationGroup, ...]
    told: Shown
    not_told: Shown
    table: str
    source: str
    updated: str


class ActivityResult(Value):
    """One activity's figures in its own unit. Activities are never added together."""

    activity_id: int
    channel: str  # list input_sources of the library
    title: dict[str, str]
    unit: Literal["respondents", "participants", "small_groups", "statements", "comments"]
    starts: date | None
    ends: date | None
    participants: Shown | None  # how many took part; None: not counted
    votes: Shown | None = None  # Polis: latest votes
    texts: Shown | None = None  # contributions read
    described_only: bool = False  # fewer than 10 took part: described, not tabulated
    tables: tuple[Table, ...] = ()
    opinion: OpinionGroups | None = None
    top_ideas: tuple[TopIdea, ...] = ()
    notes: tuple[str, ...] = ()  # codes of the method box, e.g. "own_votes_included"
    composition: Composition | None = None  # None: no numbers of residents were given
    polls: tuple[Poll, ...] = ()

    @model_serializer(mode="wrap")
    def _as_frozen(self, write: SerializerFunctionWrapHandler) -> dict[str, object]:
        """Without what a Release of an earlier version of the rules did not have: its fingerprint stays the same."""
        written: dict[str, object] = write(self)
        if self.composition is None:
            written.pop("composition", None)
        if not self.polls:
            written.pop("polls", None)
        return written


class Quote(Value):
    text: str
    language: str
    activity_id: int


class ThemeCount(Value):
    """A theme, counted per activity in contributions tied to it."""

    theme_id: int
    title: dict[str, str]
    summary: dict[str, str]
    minority: bool = False
    areas: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    counts: tuple[tuple[int, Shown], ...] = ()  # (activity id, number of contributions)
    quotes: tuple[Quote, ...] = ()


class Release(Value):
    """Everything that may be shown of a decision's resident input, frozen."""

    decision_id: int
    number: int
    rules_version: str = RULES_VERSION
    frozen_at: datetime
    imports: tuple[str, ...]  # SHA-256 of the files it rests on
    activities: tuple[ActivityResult, ...]
    themes: tuple[ThemeCount, ...]
    not_heard: tuple[str, ...] = ()  # group ids of the library
    erased: int = 0  # places from which a resident's words were taken on request
    frozen_sha256: str | None = None  # the fingerprint of the release as it was frozen, once words have been erased

    @model_serializer(mode="wrap")
    def _as_frozen(self, write: SerializerFunctionWrapHandler) -> dict[str, object]:
        written: dict[str, object] = write(self)
        if not self.erased:
            written.pop("erased", None)
            written.pop("frozen_sha256", None)
        return written

    def canonical(self) -> bytes:
        """Sorted keys, NFC text, UTF-8: equal releases give equal bytes."""
        return canonical_json(self.model_dump(mode="json"))

    def sha256(self) -> str:
        """Its fingerprint: that of the moment it was frozen, also when words have been erased from it since."""
        return self.frozen_sha256 or hashlib.sha256(self.canonical()).hexdigest()

    def quoted(self) -> tuple[tuple[int, str], ...]:
        """Every place where residents' own words stand, as (activity id, words): the comments and the quotes."""
        comments = (
            (one.activity_id, words)
            for one in self.activities
            for table in one.tables
            if table.subject == "comment"
            for words in (table.text or {}).values()
        )
        quotes = ((quote.activity_id, quote.text) for theme in self.themes for quote in theme.quotes)
        return (*comments, *quotes)

    def without(self, words: Collection[str]) -> Release:
        """The release with […] in place of these quotes, or itself when it has none of them.

        Only whole quotes and comments are touched: no figure, name or text of anybody else changes.
        """
        gone = {unicodedata.normalize("NFC", one) for one in words} - {OMITTED}
        count = sum(said in gone for _, said in self.quoted())
        if not count:
            return self

        def left(said: str) -> str:
            return OMITTED if said in gone else said

        def comment(table: Table) -> Table:
            if table.subject != "comment" or not table.text:
                return table
            return table.model_copy(update={"text": {code: left(said) for code, said in table.text.items()}})

        def theme(one: ThemeCount) -> ThemeCount:
            quotes = tuple(quote.model_copy(update={"text": left(quote.text)}) for quote in one.quotes)
            return one.model_copy(update={"quotes": quotes})

        activities = tuple(
            one.model_copy(update={"tables": tuple(map(comment, one.tables))}) for one in self.activities
        )
        return self.model_copy(
            update={
                "activities": activities,
                "themes": tuple(map(theme, self.themes)),
                "erased": self.erased + count,
                "frozen_sha256": self.sha256(),
            }
        )


OMITTED = "[…]"


def canonical_json(value: object) -> bytes:
    """Canonical JSON: sorted keys, no spaces, NFC-normalised text, UTF-8."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return unicodedata.normalize("NFC", text).encode()
