"""The list of decisions: filters, order and what each row says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from assessment.matter import Head
from data.decisions import Listed
from ui import decision_list

Reader = Callable[[str], None]


def listed(
    id: int, *, service: str = "Sivistyspalvelut", stage: str = "on_agenda", edition: int | None = None
) -> Listed:
    head = Head(
        id, {"fi": "<b>Asia</b>"}, {"fi": "<i>Tiivistelmä</i>"}, "fi", "Valtuusto", date(2026, 12, 10), service, None,
        stage, None, None, True,
    )  # fmt: skip
    return Listed(head, "draft", edition or None, 0, 0)


def test_a_choice_of_service_and_stage_leaves_the_others_out() -> None:
    rows = [listed(1), listed(2, service="Kaavoitus"), listed(3, stage="decided")]
    assert [item.head.id for item in decision_list.chosen(rows, "", "")] == [1, 2, 3]
    assert [item.head.id for item in decision_list.chosen(rows, "Sivistyspalvelut", "")] == [1, 3]
    assert [item.head.id for item in decision_list.chosen(rows, "Sivistyspalvelut", "decided")] == [3]


def test_services_are_named_once_in_order() -> None:
    rows = [listed(1, service="kaavoitus"), listed(2), listed(3, service="Arkisto"), listed(4)]
    assert decision_list.services(rows) == ["Arkisto", "kaavoitus", "Sivistyspalvelut"]


def test_a_row_tells_whether_the_briefing_can_be_read(reader: Reader) -> None:
    assert "has not been published yet" in decision_list.facts(listed(1))
    assert "version 2" in decision_list.facts(listed(1, edition=2))


def test_peoples_words_in_a_row_are_escaped(reader: Reader) -> None:
    html = decision_list.facts(listed(1, service="<script>"))
    assert "<script>" not in html
    assert '<span lang="fi">&lt;i&gt;Tiivistelmä&lt;/i&gt;</span>' in html
