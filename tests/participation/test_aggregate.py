"""From what an import stored to the figures of an activity, one channel at a time.

The nine shared Polis conversations are counted here again with pandas, from the files themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from participation.aggregate import (
    NO_GROUP,
    Aggregate,
    Crossing,
    Facts,
    GroupChoice,
    PollQuestion,
    StanceQuestion,
    Steps,
    ThemeFacts,
    count_steps,
    count_ties,
    grouped,
    renew,
    small_groups,
    statements,
    survey,
    theme_counts,
    written,
)
from participation.conversations import Grouping, conversation
from participation.disclosure import audit
from participation.opinion_groups import opinion
from participation.published_rows import TOTAL, Counts, count_form
from participation.release import Row, Shown, Stance

FACTS = Facts(7, "conversation", {"fi": "Verkkokeskustelu"}, date(2030, 1, 1), date(2030, 2, 1))
STANCES = {-1: "against", 0: "neutral", 1: "for"}
WORDS = {
    0: Shown(kind="word", word="few"),
    25: Shown(kind="word", word="quarter"),
    50: Shown(kind="word", word="half"),
    75: Shown(kind="word", word="three_quarters"),
}


class Files:
    """One conversation as pandas reads it, and as an import stores it."""

    def __init__(self, folder: Path) -> None:
        votes = pd.read_csv(folder / "votes.csv")
        self.votes = votes.drop_duplicates(["comment-id", "voter-id"], keep="last")
        matrix = pd.read_csv(folder / "participants-votes.csv")
        self.group = matrix.set_index("participant")["group-id"]
        self.comments = pd.read_csv(folder / "comments.csv")
        meta = self.comments.get("is-meta", pd.Series(False, index=self.comments.index))
        self.meta = meta.astype(str).str.lower().eq("true")

    def payload(self) -> dict[str, pa.Table]:
        votes, comments = self.votes, self.comments
        return {
            "votes": pa.table(
                {
                    "comment": pa.array(votes["comment-id"], pa.int32()),
                    "voter": pa.array(votes["voter-id"], pa.int32()),
                    "vote": pa.array(votes["vote"], pa.int8()),
                }
            ),
            "participants": pa.table(
                {
                    "voter": pa.array(self.group.index, pa.int32()),
                    "group": pa.array([None if pd.isna(value) else int(value) for value in self.group], pa.int8()),
                }
            ),
            "comments": pa.table(
                {
                    "comment": pa.array(comments["comment-id"], pa.int32()),
                    "moderated": pa.array(comments["moderated"], pa.int8()),
                    "is_meta": pa.array(self.meta.tolist(), pa.bool_()),
                }
            ),
        }

    def grouping(self) -> Grouping:
        named = self.group.dropna().astype(int)
        return Grouping("exported", {int(group): list(members.index) for group, members in named.groupby(named)})

    def aggregate(self, grouping: Grouping | None = None) -> Aggregate:
        payload = self.payload()
        return conversation(FACTS, payload["votes"], payload["comments"], grouping or self.grouping())

    def recounted(self) -> dict[str, dict[str, dict[str, int]]]:
        """Comment -> row -> class -> votes, of the comments that get a table."""
        shown = self.comments.loc[(self.comments["moderated"] != -1) & ~self.meta, "comment-id"]
        votes = self.votes.assign(group=self.votes["voter-id"].map(self.group))
        ids = sorted(votes["group"].dropna().unique())
        names = {group: chr(65 + place) for place, group in enumerate(ids)}
        votes["row"] = votes["group"].map(names).fillna(NO_GROUP)
        found: dict[str, dict[str, dict[str, int]]] = {}
        for comment in shown:
            of_comment = votes[votes["comment-id"] == comment]
            rows = {**dict.fromkeys(votes["row"].unique()), TOTAL: None}
            found[f"comment-{comment}"] = {
                row: {
                    stance: int(((of_comment["vote"] == vote) & ((row == TOTAL) | (of_comment["row"] == row))).sum())
                    for vote, stance in STANCES.items()
                }
                for row in rows
            }
        return found


@pytest.fixture
def files(polis_folder: Callable[[str], Path]) -> Callable[[str], Files]:
    return lambda name: Files(polis_folder(name))


def wrong_figures(row: Row, counts: Mapping[str, int]) -> list[str]:
    """Figures of a published row that differ from the ones worked out here from the counts."""
    n = sum(counts.values())
    size = row.n
    assert size is not None
    whole = size.kind == "exact"
    step = 1 if whole else 25 if n < 25 else 10 if n < 100 else 5
    bands = [(10, 24), (25, 49), (50, 99)]
    low, high = next((band for band in bands if band[0] <= n <= band[1]), (n // 50 * 50, n // 50 * 50 + 49))
    wrong = [] if (size.low, size.high) == ((n, None) if whole else (low, high)) else ["n"]
    nearest = {stance: round(Fraction(100 * count, n * step)) * step for stance, count in counts.items()}
    near = next((stance for stance, share in nearest.items() if share == 100), None)
    if row.nearly_all != near:
        return [*wrong, "nearly_all"]
    for stance, shown in (("against", row.against), ("neutral", row.neutral), ("for", row.for_)):
        share = Fraction(100 * counts[stance], n)
        expected: Shown | None
        if near is not None:
            expected = None
        elif step == 25:
            expected = WORDS[nearest[stance]]
        elif (step == 1 and nearest[stance] == 0) or (step > 1 and share < step):
            expected = Shown(kind="below", low=step)
        elif step > 1 and share > 100 - step:
            expected = Shown(kind="above", low=100 - step)
        else:
            expected = Shown(kind="percent", low=nearest[stance], step=step)
        wrong += [stance] if shown != expected else []
    return wrong


# The nine conversations


def test_every_published_figure_of_the_nine_conversations_is_recounted(
    conversation_name: str, files: Callable[[str], Files]
) -> None:
    held = files(conversation_name)
    made = held.aggregate()
    recounted = held.recounted()
    assert [table.id for table in made.result.tables] == sorted(recounted, key=lambda id: int(id.split("-")[1]))
    differences, figures, group_rows = 0, 0, 0
    for table in made.result.tables:
        counts = recounted[table.id]
        size = {row: sum(classes.values()) for row, classes in counts.items()}
        lines = [table.total, *table.rows]
        for row in lines:
            if not row.hidden:
                assert size[row.id] >= 10
                figures += 1
                group_rows += row.id != TOTAL
                differences += bool(wrong_figures(row, counts[row.id]))
        hidden = [row.id for row in table.rows if row.hidden]
        assert not hidden or (len(hidden) >= 2 and sum(size[row] for row in hidden) >= 10)
        assert table.withheld != bool(table.rows)
        assert {row.id for row in table.rows} in (set(), set(counts) - {TOTAL})
        assert audit(table) == ()
        behind = made.counts.tables[table.id]
        assert {row: value.classes for row, value in behind.items()} == {
            row: (classes["against"], classes["neutral"], classes["for"]) for row, classes in counts.items()
        }
    print(f"{conversation_name}: {figures} rows, {group_rows} of groups, {differences} differences")
    assert differences == 0


def test_the_recount_would_see_one_vote_too_many(files: Callable[[str], Files]) -> None:
    """Negative control: with the votes of events instead of the latest, figures differ."""
    held = files("scoop-hivemind.taxes")
    changed = Files.__new__(Files)
    changed.__dict__.update(held.__dict__)
    changed.votes = pd.concat([held.votes, held.votes.sample(600, random_state=1)])
    recounted = held.recounted()
    differences = sum(
        bool(wrong_figures(row, recounted[table.id][row.id]))
        for table in changed.aggregate().result.tables
        for row in (table.total, *table.rows)
        if not row.hidden and sum(recounted[table.id][row.id].values()) >= 10
    )
    assert differences > 0


def test_freshwater_the_group_of_nine_beside_108_is_nowhere_to_be_found(files: Callable[[str], Files]) -> None:
    made = files("scoop-hivemind.freshwater").aggregate()
    assert made.counts.groups == {"A": 9, "B": 108}
    assert all(table.withheld and table.rows == () for table in made.result.tables)
    assert made.result.opinion is not None
    assert [(group.n, group.representative) for group in made.result.opinion.groups] == [(None, ()), (None, ())]


def test_freshwater_control_hiding_the_group_of_nine_alone_gives_it_back(files: Callable[[str], Files]) -> None:
    """With the large group and the total in whole per cents, the nine are known to a single count in some comments."""
    made = files("scoop-hivemind.freshwater").aggregate()

    def possible(count: int, n: int) -> range:
        """Counts that read as the same whole per cent of n."""
        alike = [k for k in range(n + 1) if round(Fraction(100 * k, n)) == round(Fraction(100 * count, n))]
        return range(alike[0], alike[-1] + 1)

    exactly = 0
    for counts in made.counts.tables.values():
        small, large, top = counts["A"], counts["B"], counts[TOTAL]
        for k in range(3):
            totals = possible(top.classes[k], top.n)
            others = possible(large.classes[k], large.n)
            fits = {t - o for t in totals for o in others if 0 <= t - o <= small.n}
            exactly += len(fits) == 1
    assert exactly > 20


def test_london_no_row_of_a_group_is_published(files: Callable[[str], Files]) -> None:
    made = files("london.youth.policing").aggregate()
    assert made.counts.groups == {"A": 3, "B": 18, "C": 3}
    assert not any(table.rows for table in made.result.tables)
    assert made.result.opinion is not None
    assert all(group.n is None for group in made.result.opinion.groups)


@pytest.mark.parametrize(
    ("name", "small"), [("bg2050-volunteers", "B"), ("scoop-hivemind.ubi", "D"), ("scoop-hivemind.freshwater", "A")]
)
def test_a_group_under_ten_is_hidden_in_every_comment(name: str, small: str, files: Callable[[str], Files]) -> None:
    made = files(name).aggregate()
    assert made.counts.groups[small] < 10
    for table in made.result.tables:
        assert all(row.hidden for row in table.rows if row.id == small)
    assert {hiding.reason for hiding in made.hidings if hiding.row_id == small} == {"small"}


def test_lists_of_comments_tell_only_what_their_tables_show(files: Callable[[str], Files]) -> None:
    held = files("15-per-hour-seattle")
    payload = held.payload()
    found = opinion(payload["votes"], payload["participants"], payload["comments"])
    grouping = Grouping.of(found)
    result = held.aggregate(grouping).result
    tables = {table.id: table for table in result.tables}
    assert result.opinion is not None
    listed = [(group.id, pair) for group in result.opinion.groups for pair in group.representative]
    assert len(listed) >= 5
    assert result.opinion.consensus
    for group, (table, _) in listed:
        assert any(row.id == group and not row.hidden for row in tables[table].rows)
    assert "multiple_testing" in result.notes


# Conversations made for the purpose


def talk(
    answers: Mapping[int, Mapping[str, tuple[int, int, int]]], sizes: Mapping[str, int], **comment: Mapping[int, object]
) -> tuple[pa.Table, pa.Table, dict[str, list[int]]]:
    """A conversation in which so many of each group disagree, pass and agree; people are numbered group by group."""
    members: dict[str, list[int]] = {}
    first = 1000
    for group, size in sizes.items():
        members[group] = list(range(first, first + size))
        first += size
    rows = [
        (number, voter, vote)
        for number, groups in answers.items()
        for group, classes in groups.items()
        for voter, vote in zip(members[group], np.repeat([-1, 0, 1], classes).tolist(), strict=False)
    ]
    votes = pa.table(
        {
            "comment": pa.array([row[0] for row in rows], pa.int32()),
            "voter": pa.array([row[1] for row in rows], pa.int32()),
            "vote": pa.array([row[2] for row in rows], pa.int8()),
        }
    )
    numbers = list(answers)
    comments = pa.table(
        {
            "comment": pa.array(numbers, pa.int32()),
            "moderated": pa.array([comment.get("moderated", {}).get(number, 1) for number in numbers], pa.int8()),
            "is_meta": pa.array([bool(comment.get("meta", {}).get(number, False)) for number in numbers], pa.bool_()),
        }
    )
    return votes, comments, members


def exported(members: Mapping[str, list[int]], **lists: object) -> Grouping:
    named = {place: people for place, (name, people) in enumerate(members.items()) if name != "none"}
    return Grouping("exported", named, **lists)  # type: ignore[arg-type]


SIZES = {"A": 60, "B": 40, "none": 12}


def test_disagree_is_against_pass_is_neutral_and_agree_is_for() -> None:
    votes, comments, members = talk({3: {"A": (7, 13, 40), "B": (30, 4, 6), "none": (2, 3, 7)}}, SIZES)
    made = conversation(FACTS, votes, comments, exported(members), {3: {"en": "More buses"}}, notes=("old_export",))
    assert made.counts.tables["comment-3"] == {
        TOTAL: Counts(39, 20, 53),
        "A": Counts(7, 13, 40),
        "B": Counts(30, 4, 6),
        NO_GROUP: Counts(2, 3, 7),
    }
    (table,) = made.result.tables
    assert table.text == {"en": "More buses"}
    assert table.crossing == "opinion_group"
    assert [row.label["fi"] for row in table.rows] == ["Ryhmä A", "Ryhmä B", "Ei ryhmää"]
    assert [row.label["sv"] for row in table.rows] == ["Grupp A", "Grupp B", "Ingen grupp"]
    assert made.result.participants == count_form(112)
    assert made.result.notes[-1] == "old_export"
    assert "own_votes_included" in made.result.notes


def test_rejected_comments_and_those_about_the_conversation_get_no_table() -> None:
    same = {"A": (7, 13, 40), "B": (30, 4, 6)}
    votes, comments, members = talk({1: same, 2: same, 3: same, 4: same}, SIZES, moderated={1: -1, 2: 0}, meta={3: 1})
    made = conversation(FACTS, votes, comments, exported(members))
    assert [table.id for table in made.result.tables] == ["comment-2", "comment-4"]
    assert "moderated_left_out" in made.result.notes
    assert made.result.votes == count_form(400)


def test_the_row_of_people_without_a_group_is_there_only_when_there_are_any() -> None:
    votes, comments, members = talk({1: {"A": (7, 13, 40), "B": (20, 14, 6)}}, {"A": 60, "B": 40})
    (table,) = conversation(FACTS, votes, comments, exported(members)).result.tables
    assert [row.id for row in table.rows] == ["A", "B"]


def test_without_stable_groups_there_is_the_total_alone() -> None:
    votes, comments, members = talk({1: {"A": (7, 13, 40), "B": (20, 14, 6)}}, {"A": 60, "B": 40})
    unstable = Grouping("unstable", {0: members["A"]}, consensus=[(1, "for")], stability_low=0.21, same_k_share=0.5)
    result = conversation(FACTS, votes, comments, unstable).result
    (table,) = result.tables
    assert (table.rows, table.crossing, table.withheld) == ((), None, False)
    assert result.opinion is not None
    assert (result.opinion.status, result.opinion.groups) == ("unstable", ())
    assert "groups_describe_votes_only" not in result.notes


def test_a_conversation_of_fewer_than_ten_is_described_and_not_tabulated() -> None:
    votes, comments, members = talk({1: {"A": (2, 3, 4)}}, {"A": 9})
    result = conversation(FACTS, votes, comments, exported(members)).result
    assert result.described_only
    assert result.tables == ()
    assert result.participants == Shown(kind="under", low=10)


def test_a_comment_nobody_voted_on_has_a_hidden_total() -> None:
    votes, comments, members = talk({1: {"A": (7, 13, 40)}, 2: {}}, {"A": 60, "B": 40})
    tables = conversation(FACTS, votes, comments, exported(members)).result.tables
    assert tables[1].total == Row(id=TOTAL, label=tables[1].total.label, hidden=True)


def test_a_vote_on_an_unknown_comment_is_an_error() -> None:
    votes, comments, members = talk({1: {"A": (7, 13, 40)}, 2: {"A": (1, 1, 1)}}, SIZES)
    with pytest.raises(ValueError, match="not among the comments"):
        conversation(FACTS, votes, comments.slice(0, 1), exported(members))


def test_what_a_hidden_group_thinks_is_in_no_list() -> None:
    answers = {
        1: {"A": (4, 6, 50), "B": (2, 2, 30), "C": (7, 0, 0), "none": (2, 2, 3)},
        2: {"A": (40, 6, 10), "B": (9, 6, 18), "C": (0, 1, 6), "none": (2, 2, 3)},
    }
    votes, comments, members = talk(answers, {"A": 60, "B": 40, "C": 7, "none": 7})
    lists: dict[int, list[tuple[int, Stance]]] = {0: [(1, "for"), (2, "against")], 2: [(1, "against")]}
    grouping = exported(members, representative=lists, consensus=[(1, "for")])
    opinions = conversation(FACTS, votes, comments, grouping).result.opinion
    assert opinions is not None
    by_id = {group.id: group for group in opinions.groups}
    assert (by_id["C"].n, by_id["C"].representative) == (None, ())
    assert ("comment-2", "against") in by_id["A"].representative
    assert opinions.consensus == (("comment-1", "for"),)


@pytest.mark.parametrize(("classes", "listed"), [((9, 0, 15), ()), ((5, 2, 17), (("comment-1", "for"),))])
def test_a_list_falls_silent_where_it_would_give_a_count_away(
    classes: tuple[int, int, int], listed: tuple[tuple[str, Stance], ...]
) -> None:
    """Of 10-24 people "about half" are for, and significantly more than half: that can only be 15 of 24."""
    votes, comments, _ = talk({1: {"A": classes}}, {"A": 24})
    grouping = Grouping("unstable", consensus=[(1, "for")])
    result = conversation(FACTS, votes, comments, grouping).result
    assert not result.tables[0].total.hidden
    assert result.opinion is not None
    assert result.opinion.consensus == listed


# Surveys


AGES = Crossing("age", {"u18": {"fi": "Alle 18"}, "18-64": {"fi": "18–64"}, "65+": {"fi": "65 tai yli"}},
                {"u18": 8, "18-64": 150, "65+": 60, "none": 12})  # fmt: skip


def library_question() -> StanceQuestion:
    return StanceQuestion(
        "VE1",
        "alternative",
        {"fi": "Kirjasto yhdistetään"},
        {
            "u18": Steps((1, 0, 2, 3, 1), 1),
            "18-64": Steps((20, 30, 25, 40, 25), 10),
            "65+": Steps((10, 12, 8, 15, 11), 4),
            "none": Steps((3, 2, 2, 3, 1), 1),
        },
    )


def test_five_steps_become_three_classes_and_cannot_say_stands_apart() -> None:
    made = survey(Facts(1, "survey", {"fi": "Kysely"}), 230, [library_question()], AGES, texts=91)
    assert made.counts.tables["VE1"]["18-64"] == Counts(50, 25, 65, 10)
    assert made.counts.tables["VE1"][TOTAL] == Counts(78, 37, 99, 16)
    (table,) = made.result.tables
    assert table.total.cannot_say == count_form(16)
    assert [(row.id, row.hidden) for row in table.rows] == [
        ("u18", True), ("18-64", False), ("65+", False), ("none", True),
    ]  # fmt: skip
    assert table.subject == "alternative"
    assert made.result.unit == "respondents"
    assert made.result.texts == count_form(91)
    assert audit(table) == ()


def test_a_survey_without_a_crossing_shows_totals_alone() -> None:
    made = survey(Facts(1, "survey", {}), 230, [library_question()])
    (table,) = made.result.tables
    assert (table.rows, table.crossing, table.withheld) == ((), None, False)


def test_an_answer_under_an_unknown_value_is_an_error() -> None:
    question = StanceQuestion("q-1", "question", None, {"100+": Steps((1, 1, 1, 1, 1))})
    with pytest.raises(ValueError, match="no value 100"):
        survey(Facts(1, "survey", {}), 230, [question], AGES)
    with pytest.raises(ValueError, match="more answers"):
        survey(Facts(1, "survey", {}), 20, [library_question()], AGES)


def test_steps_are_counted_by_background() -> None:
    steps = np.array([1, 2, 5, 0, -1, 3, 3], dtype=np.int8)
    background = ["a", "a", "b", "b", "b", None, "a"]
    assert count_steps(steps, grouped(background)) == {
        "a": Steps((1, 1, 1, 0, 0), 0),
        "b": Steps((0, 0, 0, 0, 1), 1),
        "none": Steps((0, 0, 1, 0, 0), 0),
    }
    assert count_steps(steps) == {"none": Steps((1, 1, 2, 0, 1), 1)}
    with pytest.raises(ValueError, match="outside"):
        count_steps(np.array([6], dtype=np.int8))


# Other channels


def test_a_top_three_is_counted_in_small_groups_never_in_people() -> None:
    choices = [
        GroupChoice("q", "1", 1, "Valot polulle"),
        GroupChoice("q", "1", 2, "Bussi iltaisin"),
        GroupChoice("q", "2", 2, "Valot polulle"),
        GroupChoice("q", "2", 3, "Valot polulle"),
        GroupChoice("q", "3", 1, "Bussi iltaisin"),
        GroupChoice("q", "3", 2, "Penkkejä"),
    ]
    result = small_groups(Facts(2, "event", {"fi": "Asukasilta"}), 34, choices, groups=7).result
    assert [(idea.rank, idea.idea, idea.groups, idea.of_groups) for idea in result.top_ideas] == [
        (1, "Bussi iltaisin", 2, 7),
        (1, "Valot polulle", 2, 7),
        (3, "Penkkejä", 1, 7),
    ]
    assert result.unit == "small_groups"
    assert result.participants == count_form(34)
    with pytest.raises(ValueError, match="small groups"):
        small_groups(Facts(2, "event", {}), 34, choices, groups=2)


def test_an_evening_of_fewer_than_ten_people_lists_no_ideas() -> None:
    result = small_groups(Facts(2, "event", {}), 8, [GroupChoice("q", "1", 1, "Valot")]).result
    assert result.described_only
    assert result.top_ideas == ()


def test_statements_are_counted_as_they_are() -> None:
    result = statements(Facts(3, "statement", {"fi": "Lausunnot"}), 3).result
    assert (result.unit, result.texts, result.participants) == ("statements", Shown(kind="exact", low=3), None)


def test_a_channel_of_texts_alone_has_no_tables() -> None:
    result = written(Facts(4, "hearing", {}), 45, participants=30).result
    assert (result.texts, result.tables, result.described_only) == (count_form(45), (), False)


def test_themes_are_counted_by_activity_and_never_in_all() -> None:
    ties = count_ties(
        [(1, 7, "a"), (1, 7, "a"), (1, 7, "b"), (1, 8, "c"), (2, 8, "c"), *((2, 7, k) for k in range(30))]
    )
    assert ties == {1: {7: 2, 8: 1}, 2: {7: 30, 8: 1}}
    themes = theme_counts([ThemeFacts(1, {"fi": "Matka"}, {}), ThemeFacts(2, {}, {}), ThemeFacts(3, {}, {})], ties)
    under = Shown(kind="under", low=10)
    assert [theme.counts for theme in themes] == [((7, under), (8, under)), ((7, count_form(30)), (8, under)), ()]


# Later releases


def test_an_activity_is_carried_over_whole_or_renewed_whole() -> None:
    answers = {1: {"A": (7, 13, 40), "B": (30, 4, 6), "none": (2, 3, 7)}}
    more = {1: {"A": (17, 23, 60), "B": (45, 15, 20), "none": (9, 9, 17)}}
    few = {1: {"A": (7, 13, 43), "B": (30, 4, 6), "none": (2, 3, 7)}}

    def of(counted: Mapping[int, Mapping[str, tuple[int, int, int]]], sizes: Mapping[str, int]) -> Aggregate:
        votes, comments, members = talk(counted, sizes)
        return conversation(FACTS, votes, comments, exported(members))

    old = of(answers, SIZES)
    later = of(more, {"A": 100, "B": 80, "none": 35})
    renewed, why = renew(old.result, old.counts, later)
    assert (renewed, why) == (later, ())
    hardly = of(few, {"A": 63, "B": 40, "none": 12})
    carried, why = renew(old.result, old.counts, hardly)
    assert carried.result == old.result
    assert why
    gone, why = renew(old.result, None, later)
    assert gone.result == old.result
    assert {finding.problem for finding in why} == {"counts_missing"}


# ------------------------------------------------------------------ polls of a service


def hearing(*polls: PollQuestion) -> Aggregate:
    return written(FACTS_OF_HEARING, 3, polls=polls)


FACTS_OF_HEARING = Facts(4, "hearing", {"fi": "Kuuleminen"})
OPTIONS = (("poll-1-a", {"fi": "Säilytetään"}, 150), ("poll-1-b", {"fi": "Lakkautetaan"}, 50))


def test_an_option_of_a_poll_has_the_share_of_those_who_answered_it() -> None:
    found = hearing(PollQuestion("poll-1", {"fi": "Mikä?"}, False, 200, OPTIONS)).result
    assert [(poll.id, poll.options, poll.answered) for poll in found.polls] == [
        ("poll-1", ("poll-1-a", "poll-1-b"), count_form(200)),
    ]  # fmt: skip
    kept, closed = found.tables
    assert (kept.subject, kept.total.for_, closed.total.for_) == (
        "option", Shown(kind="percent", low=75, step=5), Shown(kind="percent", low=25, step=5),
    )  # fmt: skip


@pytest.mark.parametrize("votes", [(255, 255, 255, 235), (100, 100), (990, 10), (999, 1), (340, 330, 330)])
def test_the_options_of_a_poll_do_not_give_each_other_away(votes: tuple[int, ...]) -> None:
    """They add up to those who answered, whose number is a band: no option is told so exactly that the rest follows."""
    options = tuple((f"poll-1-{n}", {"fi": str(n)}, chosen) for n, chosen in enumerate(votes))
    found = hearing(PollQuestion("poll-1", {"fi": "Mikä?"}, False, sum(votes), options)).result
    assert found.polls[0].answered.kind == "band"
    for table in found.tables:
        assert table.total.n is not None
        assert table.total.n.kind == "band"
        assert table.total.for_ is None or table.total.for_.step in (None, 5, 10)


def test_a_poll_that_fewer_than_ten_answered_has_no_shares() -> None:
    found = hearing(PollQuestion("poll-1", {"fi": "Mikä?"}, False, 9, (("poll-1-a", {"fi": "A"}, 9),)))
    assert (found.result.tables, found.result.polls[0].options) == ((), ())
    assert found.counts.tables == {}
    assert found.result.polls[0].answered.kind == "under"


def test_a_poll_grows_by_ten_or_stays_as_it_was_published() -> None:
    def asked(kept: int, closed: int) -> Aggregate:
        options = (("poll-1-a", {"fi": "Säilytetään"}, kept), ("poll-1-b", {"fi": "Lakkautetaan"}, closed))
        return hearing(PollQuestion("poll-1", {"fi": "Mikä?"}, False, kept + closed, options))

    old, few, many = asked(154, 46), asked(160, 46), asked(190, 70)
    assert few.result.tables != old.result.tables  # the share has moved to the next form: 75 % became 80 %
    stayed, findings = renew(old.result, old.counts, few)
    assert (stayed.result.tables, bool(findings)) == (old.result.tables, True)
    assert renew(old.result, old.counts, many) == (many, ())


def test_a_release_without_polls_keeps_its_fingerprint() -> None:
    assert "polls" not in hearing().result.model_dump()
