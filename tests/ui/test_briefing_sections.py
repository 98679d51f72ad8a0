"""The sections of the briefing as HTML: what must be said is said, and people's words stay words."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from assessment.briefing import Briefing
from data.briefings import Published
from tests.ui.conftest import HOSTILE
from ui import assessment_made, children_section, residents_said
from ui import briefing_sections as sections
from ui.effects_table import Told

Reader = Callable[[str], None]
ALLOWED = {
    "a", "blockquote", "br", "caption", "code", "dd", "div", "dl", "dt", "h2", "h3", "h4", "li", "nav", "ol", "p", "q",
    "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


class Met(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


def published(briefing: Briefing, first_sha256: str | None = None) -> Published:
    return Published(briefing, 1, briefing.sha256(), briefing.composed_at, True, first_sha256)


def everything(briefing: Briefing) -> str:
    about = Told(briefing.alternatives, briefing.language, briefing.sources, briefing.release)
    assert briefing.release is not None
    return "".join(
        [
            sections.not_intact(),
            sections.duties_not_done(briefing),
            sections.document_line(briefing, "version 1"),
            sections.language_note(briefing),
            sections.what_is_decided(briefing),
            sections.alternatives(briefing),
            sections.key_differences(briefing),
            sections.contents(),
            sections.costs(briefing.alternatives),
            sections.economic_effects(briefing),
            sections.proposal(briefing),
            sections.background(briefing),
            sections.one_by_one(briefing),
            sections.mitigation(briefing),
            sections.burden(briefing),
            sections.accepted_harm(briefing),
            sections.follow_up(briefing),
            sections.not_known(briefing),
            sections.statements(briefing, []),
            children_section.children(briefing, about),
            assessment_made.made(briefing),
            assessment_made.warnings(briefing),
            assessment_made.duties(briefing),
            assessment_made.sources(briefing),
            assessment_made.identity(briefing, published(briefing)),
            residents_said.who_answered(briefing.release, 2026),
            residents_said.top_themes(briefing.release),
            residents_said.top_comments(briefing.release),
            residents_said.not_heard(briefing.not_heard),
        ]
    )


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_no_persons_word_becomes_markup_in_any_section(reader: Reader, briefing: Briefing, language: str) -> None:
    reader(language)
    met = Met(everything(briefing))
    assert met.tags <= ALLOWED
    assert met.text.count(HOSTILE) >= 9
    assert all(link.startswith(("#", "https://koivulahti.example/")) for link in met.links)


def test_unescaped_words_would_be_noticed(reader: Reader, briefing: Briefing, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: one place that forgets to escape breaks the test above."""
    monkeypatch.setattr(sections, "written", lambda text, *_: text)
    assert not Met(everything(briefing)).tags <= ALLOWED


def test_a_duty_that_will_not_be_done_comes_with_its_reason(reader: Reader, briefing: Briefing) -> None:
    text = Met(sections.duties_not_done(briefing)).text
    assert "Kuule lapsia. en" in text
    assert HOSTILE in text
    assert sections.duties_not_done(briefing.model_copy(update={"duties_not_done": ()})) == ""


def test_the_document_says_it_is_not_a_decision_and_when_the_meeting_is(reader: Reader, briefing: Briefing) -> None:
    text = Met(sections.document_line(briefing, None)).text
    assert "It is not a decision." in text
    assert "10 December 2026" in text


def test_a_quantity_is_marked_with_its_language_inside_our_sentence(reader: Reader, briefing: Briefing) -> None:
    reader("sv")
    assert '<span lang="fi">koulumatka +1,8–5,2 km</span>' in sections.key_differences(briefing)
    reader("fi")
    assert "lang=" not in sections.key_differences(briefing)


def test_a_reader_of_another_language_is_told_which_one_people_wrote_in(reader: Reader, briefing: Briefing) -> None:
    assert "Finnish" in sections.language_note(briefing)
    reader("fi")
    assert sections.language_note(briefing) == ""


def test_alternatives_stand_in_register_order_without_the_proposal_first(reader: Reader, briefing: Briefing) -> None:
    html = sections.alternatives(briefing)
    assert html.index("VE0") < html.index("VE1") < html.index("VE2")


def test_each_alternative_says_for_whom_it_is_best_and_worst(reader: Reader, briefing: Briefing) -> None:
    text = Met(sections.one_by_one(briefing)).text
    assert all(f"Paras {line.code}" in text and f"Huonoin {line.code}" in text for line in briefing.alternatives)


def test_what_is_not_known_names_who_was_not_heard_and_how_old_the_data_is(reader: Reader, briefing: Briefing) -> None:
    text = Met(sections.not_known(briefing)).text
    assert "Not heard: Maahan muuttaneet en; Vauvat en; Vammaiset lapset en." in text
    assert "2019–2025" in text
    assert "Older than five years" in text


def test_a_statement_without_a_published_answer_says_that_the_answer_is_to_come(
    reader: Reader, briefing: Briefing
) -> None:
    assert "Answer to come" in sections.statements(briefing, [])


def test_a_link_that_is_no_web_address_stays_text(reader: Reader) -> None:
    assert "<a" not in sections.link_or_text("javascript:alert(1)")
    assert 'href="https://koivulahti.example/a?b=1&amp;c=2"' in sections.link_or_text(
        "https://koivulahti.example/a?b=1&c=2"
    )


def test_a_missing_assessment_gives_its_public_reason(reader: Reader, briefing: Briefing) -> None:
    assert sections.no_assessment(briefing) == ""
    none = briefing.model_copy(update={"level": "none", "none_reason": HOSTILE})
    assert HOSTILE in Met(sections.no_assessment(none)).text


def test_the_whole_fingerprint_is_shown(reader: Reader, briefing: Briefing) -> None:
    assert briefing.sha256() in assessment_made.identity(briefing, published(briefing))


def test_an_erasure_after_publication_is_told_beside_the_first_fingerprint(reader: Reader, briefing: Briefing) -> None:
    first = "f" * 64
    assert first in assessment_made.identity(briefing, published(briefing, first))
    assert "erased" not in assessment_made.identity(briefing, published(briefing)).casefold()


def test_steps_and_laws_of_another_version_are_shown_as_they_are(reader: Reader, briefing: Briefing) -> None:
    assert "t_tomorrow: Reviewer" in Met(assessment_made.made(briefing)).text
    assert "unknown_law" in Met(assessment_made.duties(briefing)).text


def test_without_children_the_screening_says_why(reader: Reader, briefing: Briefing) -> None:
    about = Told(briefing.alternatives, briefing.language)
    assert "Ei vaikuta lapsiin. en" in children_section.children(briefing, about)
