"""Sanoitte – teimme – miksi: the cards, and the words on the pages where answers are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser

import pytest
import streamlit as st

from assessment.matter import Head
from data import clock
from data.permissions import COUNCILS, Actor
from data.responses import Reply, Response
from data.statements import POSITIONS, Statement
from participation.release import ActivityResult, Quote, Release, Shown, ThemeCount
from participation.responses import REASON_CODES, STATUSES, Draft
from ui import answer_list, cards, influence, replying, responding
from ui.cards import Card

NOW = datetime(2027, 4, 1, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
HOSTILE = '<img src=x onerror="alert(1)"><script>x</script> ![a](http://evil.example/a.png) "\'&'
HEAD = Head(
    1, {"fi": "Kouluverkko"}, {}, "fi", "Kaupunginvaltuusto", date(2027, 3, 24), "Sivistys", None, "decided",
    date(2027, 3, 24), NOW, True,
)  # fmt: skip
SAID = {
    "changed": dict(what="Alikulku lisättiin.", where="Kohta 4: 13,55 → 14,2", why="Paikka on vaarallinen."),
    "partly": dict(what="Osa lisättiin.", where="Kohta 5: 1 → 2", why="Kaikkeen ei ole rahaa."),
    "not_changed": dict(why="Se maksaa liikaa. Raha on pois opetuksesta.", code="cost", detail="310 000 euroa"),
    "forwarded": dict(to_whom="Joukkoliikennejaosto", when=date(2027, 5, 1), why="Muu taho päättää."),
    "out_of_scope": dict(why="Siitä päätetään muualla."),
    "later": dict(to_whom="Lautakunta", when=date(2027, 5, 1), why="Tarjouksia ei ole pyydetty."),
}


@pytest.fixture(autouse=True)
def in_english_on_the_first_of_april(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(st.session_state, "language", "en")
    with clock.at(NOW):
        yield


def theme(title: str = "Koulumatkat", summary: str = "Matka pitenee.", **more: object) -> ThemeCount:
    counts = ((7, Shown(kind="band", low=25, high=49)), (8, Shown(kind="under", low=10)))
    return ThemeCount(theme_id=12, title={"fi": title}, summary={"fi": summary}, counts=counts, **more)


def release(*themes: ThemeCount) -> Release:
    activities = tuple(
        ActivityResult(
            activity_id=id, channel=channel, title={"fi": channel}, unit="respondents", starts=date(2027, 1, 3),
            ends=date(2027, 1, 28), participants=None,
        )
        for id, channel in ((7, "survey"), (8, "workshop"))
    )  # fmt: skip
    return Release(decision_id=1, number=1, frozen_at=NOW, imports=(), activities=activities, themes=themes)


def response(draft: Draft, state: str = "published", **more: object) -> Response:
    found = Response(5, 12, None, 1, state, draft, 3, "preparer", NOW, NOW, NOW if state == "published" else None, None)
    return replace(found, **more)


def drafted(status: str) -> Draft:
    return Draft(status=status, role="preparer", **SAID.get(status, {}))


def card(draft: Draft | None = None, due: date | None = None, of: ThemeCount | None = None, **more: object) -> Card:
    return Card(of or theme(), response(draft, **more) if draft else None, due)


def html(found: Card, head: Head = HEAD) -> str:
    return cards.card_html(found, head, release(theme()))


class Outline(HTMLParser):
    """Tags with their attributes, and the text inside each."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def words(self) -> str:
        return " ".join(" ".join(self.text).split())


# ------------------------------------------------------------------ the card


def test_a_card_reads_said_did_why_in_that_order():
    words = Outline(html(card(drafted("changed")))).words()
    order = ["Koulumatkat", "You said", "Matka pitenee.", "We did", "Changed the outcome", "Alikulku", "13,55 → 14,2",
             "Why", "Paikka on vaarallinen.", "Kaupunginvaltuusto decided on 24 March 2027", "Preparer"]  # fmt: skip
    places = [words.index(piece) for piece in order]
    assert places == sorted(places)


def test_counts_are_told_channel_by_channel_and_never_added():
    words = Outline(html(card(drafted("changed")))).words()
    assert "Survey 3 January – 28 January 2027: 25–49 contributions" in words
    assert "Workshop 3 January – 28 January 2027: under 10 contributions" in words


def test_every_status_looks_the_same():
    """The status is the same element with the same class: nothing tells a rejected view from an accepted one but
    the word."""

    def marks(status: str) -> list[tuple[str, dict[str, str | None]]]:
        found = Outline(cards.did(card(drafted(status), due=TODAY), HEAD)).tags
        return [mark for mark in found if "vp-inf-status" in (mark[1].get("class") or "")]

    assert len({str(marks(status)) for status in STATUSES}) == 1
    assert marks("not_changed") == [("p", {"class": "vp-inf-status"})]


@pytest.mark.parametrize("status", [status for status in STATUSES if status != "open"])
def test_every_answer_gives_its_reason(status):
    assert SAID[status]["why"] in Outline(html(card(drafted(status)))).words()


def test_a_view_that_was_not_used_tells_the_kind_of_reason_and_its_detail():
    assert "Kind of reason: Cost – 310 000 euroa" in Outline(html(card(drafted("not_changed")))).words()


def test_what_another_status_left_behind_is_not_shown():
    draft = drafted("changed").model_copy(update={"status": "out_of_scope"})
    words = Outline(html(card(draft))).words()
    assert "Alikulku" not in words
    assert "13,55" not in words


def test_a_matter_put_off_tells_who_takes_it_up_and_when():
    words = Outline(html(card(drafted("later")))).words()
    assert "Taken up by: Lautakunta" in words
    assert "Taken up on 1 May 2027 (in 30 days)" in words


def test_a_late_promise_is_told_as_late_but_another_body_is_not_blamed():
    late = {"when": TODAY - timedelta(days=9)}
    assert "(9 days late)" in html(card(drafted("later").model_copy(update=late)))
    passed_on = html(card(drafted("forwarded").model_copy(update=late)))
    assert "late" not in passed_on
    assert "It was to be handled on 23 March 2027." in passed_on


# ------------------------------------------------------------------ answers to come


def test_a_theme_without_an_answer_tells_the_day_it_comes():
    words = Outline(html(card(due=TODAY + timedelta(days=2)))).words()
    assert "Answer to come" in words
    assert "At the latest on 3 April 2027 (in 2 days)" in words
    assert "Why" not in words


def test_a_late_answer_is_never_hidden():
    late = html(card(due=TODAY - timedelta(days=9)))
    assert "9 days late" in late
    assert "vp-inf-late" in late
    assert "vp-inf-late" not in html(card(due=TODAY))


def test_before_the_decision_the_day_follows_from_it():
    undecided = replace(HEAD, decided_on=None, meeting_date=date(2027, 4, 24))
    assert "Within 14 days of the decision. The decision is to be made on 24 April 2027." in html(card(), undecided)
    assert "not known yet" in html(card(), replace(undecided, meeting_date=None))


def test_cards_take_their_day_from_the_decision_and_their_answer_from_the_right_theme():
    told = response(drafted("changed"))
    themes, council = cards.cards_of(release(theme()), [statement()], [told], HEAD)
    assert (themes[0].answer, themes[0].due) == (told, date(2027, 4, 7))
    assert council[0].answer is None
    assert [c.key for c in (*themes, *council)] == ["t12", "s3"]


# ------------------------------------------------------------------ corrections, councils


def test_a_corrected_answer_says_so_and_why():
    words = Outline(html(card(drafted("changed"), version=2, correction_reason="Luku oli väärä."))).words()
    assert "Corrected answer, version 2. Why it was corrected: Luku oli väärä." in words
    assert "Corrected" not in html(card(drafted("changed")))


def reply(body: str = "Olemme eri mieltä.", council: str = "youth_council") -> Reply:
    return Reply(council, "misunderstood", body, 1, NOW)


def test_a_councils_comment_stands_beside_the_answer_with_its_own_heading():
    found = Outline(html(card(drafted("changed"), replies=(reply(),))))
    assert "Youth council on the answer We were misunderstood Olemme eri mieltä." in found.words()
    assert ("div", {"class": "vp-inf-card-replies"}) in found.tags
    alone = Outline(html(card(drafted("changed"))))
    assert ("div", {"class": "vp-inf-card-replies"}) not in alone.tags


def statement(council: str = "youth_council", points: str = "Kannatamme.", url: str | None = None) -> Statement:
    return Statement(3, council, date(2027, 2, 1), "conditional", points, url, 2)


def test_a_statement_is_a_card_of_its_own_with_its_position():
    words = Outline(html(Card(statement(), None, None))).words()
    assert words.startswith("Youth council You said In favour, with conditions Kannatamme.")
    assert "Statement of 1 February 2027, version 2" in words


def test_a_council_comments_on_every_answer_but_only_on_its_own_statement():
    member = Actor(1, "youth_council")
    answer = response(drafted("changed"))
    assert replying.may(member, card(drafted("changed")))
    assert replying.may(member, Card(statement("youth_council"), answer, None))
    assert not replying.may(member, Card(statement("elderly_council"), answer, None))
    assert not replying.may(member, card())  # no answer yet
    assert not any(replying.may(Actor(1, role), card(drafted("changed"))) for role in ("councillor", "preparer"))
    assert {"youth_council", "elderly_council", "disability_council"} == COUNCILS


# ------------------------------------------------------------------ people's words


HOSTILE_CARDS = {
    "theme": lambda: card(drafted("changed"), of=theme(HOSTILE, HOSTILE)),
    "answer": lambda: card(Draft(status="changed", what=HOSTILE, where=HOSTILE, why=HOSTILE, role=HOSTILE)),
    "reason": lambda: card(Draft(status="not_changed", why=HOSTILE, code="cost", detail=HOSTILE)),
    "passed on": lambda: card(Draft(status="forwarded", to_whom=HOSTILE, when=TODAY, why=HOSTILE)),
    "correction": lambda: card(drafted("changed"), version=2, correction_reason=HOSTILE),
    "reply": lambda: card(drafted("changed"), replies=(reply(HOSTILE),)),
    "statement": lambda: Card(statement(points=HOSTILE, url='https://a.example/"><script>x</script>'), None, None),
}


@pytest.mark.parametrize("place", HOSTILE_CARDS)
def test_peoples_words_are_shown_literally_everywhere(place):
    found = Outline(html(HOSTILE_CARDS[place](), replace(HEAD, body=HOSTILE)))
    assert not {"img", "script"} & {tag for tag, _ in found.tags}
    assert not any(name.startswith("on") for _, attributes in found.tags for name in attributes)
    assert '<img src=x onerror="alert(1)">' in found.words()


def test_the_check_of_hostile_words_can_fail():
    assert {"img", "script"} <= {tag for tag, _ in Outline(f"<p>{HOSTILE}</p>").tags}


def test_words_in_another_language_than_the_readers_are_marked(monkeypatch):
    marked = [attributes for _, attributes in Outline(html(card(drafted("changed")))).tags if "lang" in attributes]
    assert {a["lang"] for a in marked} == {"fi"}
    assert len(marked) >= 5  # title, summary, what, where, why
    monkeypatch.setitem(st.session_state, "language", "fi")
    assert 'lang="' not in html(card(drafted("changed")))


def test_quotes_are_shown_where_answers_are_written_and_not_on_the_cards():
    found = card(of=theme(quotes=(Quote(text="Pelkään ylitystä.", language="fi", activity_id=7),)))
    assert "<blockquote" in cards.said(found, HEAD, release(), quotes=True)
    assert "blockquote" not in html(found)


# ------------------------------------------------------------------ the top of the page


def test_the_summary_gives_numerator_and_denominator_of_themes_and_statements_apart():
    themes = [card(drafted("changed")), card(drafted("not_changed")), card(due=TODAY)]
    text = influence.summary(themes, [Card(statement(), None, None)])
    assert text == "2 of 3 themes have an answer. 0 of 1 council statement has an answer."


def test_an_answer_to_come_is_not_counted_as_an_answer():
    assert influence.summary([card(Draft(status="open", due=TODAY))], []) == "0 of 1 theme has an answer."


def test_which_answers_are_shown_is_told_in_words_and_not_only_by_a_mark():
    every = [card(drafted("changed")), card(drafted("not_changed")), card()]
    assert "1 of 3 are shown: Did not change it; the reason is given." in influence.showing(every, "not_changed")
    assert "All 3 are shown." in influence.showing(every, "all")
    assert 'role="status"' in influence.showing(every, "all")


# ------------------------------------------------------------------ where an answer stands


def test_the_list_tells_in_words_where_each_answer_stands():
    half = Draft(status="changed", what="Alikulku.")
    assert responding.stands(None) == "Not begun"
    assert responding.stands(response(half, "draft")) == "Draft, 3 things missing"
    assert responding.stands(response(drafted("changed"), "draft")) == "Draft, waits for approval"
    assert responding.stands(response(drafted("changed"), "approved")) == "Approved, not published yet"
    assert responding.stands(response(drafted("changed"))) == "Published on 1 April 2027"
    corrected = response(drafted("changed"), version=2)
    assert responding.stands(corrected) == "Corrected version 2 published on 1 April 2027"


def test_each_role_sees_its_own_next_step_and_nobody_approves_a_half_written_answer():
    half, whole = Draft(status="changed"), drafted("changed")
    assert responding.waits_for("preparer", None) == "Write the answer"
    assert responding.waits_for("preparer", response(half, "draft")) == "Finish the answer"
    assert responding.waits_for("reviewer", response(half, "draft")) is None
    assert responding.waits_for("reviewer", response(whole, "draft")) == "Approve the answer"
    assert responding.waits_for("preparer", response(whole, "draft")) is None
    assert responding.waits_for("signer", response(whole, "approved")) == "Publish the answer"
    assert responding.waits_for("reviewer", response(whole, "approved")) is None
    assert responding.waits_for("preparer", response(whole)) is None


def test_the_progress_line_tells_answered_published_and_late():
    every = [
        card(drafted("changed")),
        card(drafted("partly"), state="draft"),
        card(due=TODAY - timedelta(days=1)),
        card(due=TODAY),
    ]
    words = Outline(answer_list.progress_html(every)).words()
    assert words == "2/4 answered · 1/4 published · 1 answer is late"


def test_what_is_missing_is_listed_in_words():
    assert "Say why." in responding.missing_html(Draft(status="out_of_scope", role="preparer"))
    assert "Nothing is missing." in responding.missing_html(drafted("changed"))
    assert "Choose first" in responding.missing_html(None)


def test_a_late_answer_is_told_in_the_list_too():
    assert "9 days late" in answer_list.row_html("preparer", card(due=TODAY - timedelta(days=9)))
    assert "Write the answer" in answer_list.row_html("preparer", card())
    assert "Write the answer" not in answer_list.row_html("reviewer", card())


def test_the_choices_are_those_of_the_library():
    """A status, reason or position without a word would break the page for its reader."""
    assert all(cards.status_word(status) for status in STATUSES)
    assert set(cards.REASONS) == set(REASON_CODES) == set(responding._DETAILS)
    assert set(cards.POSITIONS) == set(POSITIONS)
    assert all(cards.role_label(role) != role for role in responding.ANSWERING_ROLES)
    assert all(cards.understood_word(word) for word in replying.ANSWERS)
