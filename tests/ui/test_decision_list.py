"""The list of decisions: filters, order and what each row says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from agenda.news import Facts
from assessment.matter import Head
from assessment.outline import Outline
from data.listing import Listed
from data.reading import Reading
from ui import decision_list

Choose = Callable[[str], None]


def listed(
    id: int, *, service: str = "Sivistyspalvelut", stage: str = "on_agenda", edition: int | None = None
) -> Listed:
    head = Head(
        id, {"fi": "<b>Asia</b>"}, {"fi": "<i>Tiivistelmä</i>"}, "fi", "Valtuusto", date(2026, 12, 10), service, None,
        stage, None, None, True,
    )  # fmt: skip
    facts = Facts(stage, head.meeting_date, edition=edition or 0)
    return Listed(head, "draft", edition or None, 0, 0, facts=facts)


def test_a_row_tells_whether_the_briefing_can_be_read(reader: Choose) -> None:
    assert "has not been published yet" in decision_list.facts(listed(1))
    assert "version 2" in decision_list.facts(listed(1, edition=2))


def test_peoples_words_in_a_row_are_escaped(reader: Choose) -> None:
    html = decision_list.facts(listed(1, service="<script>"))
    assert "<script>" not in html
    assert '<span lang="fi">&lt;i&gt;Tiivistelmä&lt;/i&gt;</span>' in html


def test_a_row_tells_what_is_new_only_to_someone_who_has_looked(reader: Choose) -> None:
    row = listed(1, edition=2)
    assert decision_list.new(row) == ""
    seen = Reading(seen=Facts("on_agenda", date(2026, 12, 3), edition=1), read_edition=1)
    html = decision_list.new(replace(row, reading=seen))
    assert "new version 2 of the briefing; the meeting was moved: 3 December 2026 → 10 December 2026." in html
    assert "You have read version 1." in decision_list.read(replace(row, reading=seen))
    assert decision_list.new(replace(row, reading=Reading(seen=row.facts))) == ""


def test_a_row_tells_in_words_what_is_incomplete(reader: Choose) -> None:
    told = Outline(not_known=2, not_heard=({"en": "Children"},), duties_not_done=1, input=False)
    assert decision_list.missing(replace(listed(1, edition=1), outline=told, unanswered=3)) == [
        "1 duty of the law will not be done.",
        "No residents' input.",
        "Not heard: Children.",
        "2 things are not known.",
        "3 answers to residents are missing.",
    ]
    assert decision_list.missing(listed(1)) == []
