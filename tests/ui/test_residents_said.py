"""What residents said: in short on the briefing, channel by channel on its own page."""

from __future__ import annotations

from collections.abc import Callable

from assessment.briefing import Briefing
from participation.release import ActivityResult, OpinionGroups, Release
from ui import activity_results, figures, residents_said

Reader = Callable[[str], None]


def test_every_channel_keeps_its_own_unit_and_dates(reader: Reader, release: Release) -> None:
    reader("fi")
    html = residents_said.who_answered(release, 2026)
    assert "<strong>Kysely:</strong> 400–449 vastaajaa, 12.8.–9.9." in html
    assert "200–249 osallistujaa, 2 mielipideryhmää, 12.8.–16.9." in html
    assert "7 pienryhmää, 26.8." in html


def test_those_who_chose_to_answer_are_said_to_speak_for_themselves(reader: Reader, release: Release) -> None:
    said = "They speak for themselves, not for all residents."
    assert said in residents_said.who_answered(release, 2026)
    drawn = tuple(activity.model_copy(update={"notes": ()}) for activity in release.activities)
    assert said not in residents_said.who_answered(release.model_copy(update={"activities": drawn}), 2026)


def test_unstable_groups_are_said_not_to_be_stable(reader: Reader, release: Release) -> None:
    unstable = release.activities[1].model_copy(update={"opinion": OpinionGroups(status="unstable")})
    html = residents_said.who_answered(release.model_copy(update={"activities": (unstable,)}), 2026)
    assert "no stable opinion groups" in html


def test_the_survey_with_most_respondents_is_drawn(reader: Reader, release: Release) -> None:
    drawn = residents_said.most_answered(release)
    assert drawn is not None
    assert drawn.channel == "survey"
    assert residents_said.most_answered(release.model_copy(update={"activities": release.activities[1:]})) is None


def test_only_cleared_comments_with_a_published_total_are_quoted(reader: Reader, release: Release) -> None:
    chosen = [table.id for _, table in residents_said.most_voted(release, 9)]
    assert chosen == ["comment-2", "comment-1", "comment-4"]


def test_without_input_the_recorded_reason_is_given(reader: Reader, briefing: Briefing) -> None:
    silent = briefing.model_copy(update={"release": None, "no_input_reason": "Vain <b>sisäinen</b> asia."})
    html = residents_said.not_asked(silent)
    assert "Residents have not been asked." in html
    assert "Vain &lt;b&gt;sisäinen&lt;/b&gt; asia." in html


def test_without_a_reason_nobody_is_said_not_to_have_been_asked(reader: Reader, briefing: Briefing) -> None:
    silent = briefing.model_copy(update={"release": None})
    html = residents_said.not_asked(silent)
    assert "no reason is recorded" in html
    assert "have not been asked" not in html


def test_a_long_list_of_groups_not_heard_says_how_many_more(reader: Reader, briefing: Briefing) -> None:
    html = residents_said.not_heard(briefing.not_heard)
    assert "Maahan muuttaneet en; Vauvat en and 1 more group" in html
    assert residents_said.not_heard(()) == ""


def test_a_group_lists_only_comments_whose_words_are_cleared(reader: Reader, conversation: ActivityResult) -> None:
    assert conversation.opinion is not None
    html = activity_results.opinion_groups(conversation.opinion, conversation.tables)
    assert '<strong>Agree:</strong> <q lang="fi">Koulu pitää kylän elävänä.</q>' in html
    assert "comment-3" not in html
    assert f"Group B: {figures.hidden()}" in html


def test_unstable_groups_are_not_shown_at_all(reader: Reader, conversation: ActivityResult) -> None:
    assert conversation.opinion is not None
    unstable = conversation.opinion.model_copy(update={"status": "unstable"})
    html = activity_results.opinion_groups(unstable, conversation.tables)
    assert "No stable groups" in html
    assert "Group A" not in html


def test_an_idea_is_counted_in_small_groups(reader: Reader, evening: ActivityResult) -> None:
    assert "raised in 3 small groups of 7" in activity_results.top_ideas(evening)


def test_the_method_box_explains_every_known_code(reader: Reader, conversation: ActivityResult) -> None:
    html = activity_results.method(conversation)
    assert "own vote" in html
    assert "a_code_of_tomorrow" not in html


def test_channels_are_said_never_to_be_added_together(reader: Reader, release: Release) -> None:
    assert "never added together" in activity_results.overview(release)


def test_quotes_are_escaped_and_marked_with_their_language(reader: Reader, release: Release) -> None:
    html = activity_results.themes(release)
    assert "<script>" not in html
    assert '<blockquote lang="fi">&lt;script&gt;' in html
