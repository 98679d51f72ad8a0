"""What an answer says by its status, two people's edits brought together, and how many are answered."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation import replies
from participation.replies import SAYS, merge, next_day, progress
from participation.responses import REASON_CODES, STATUSES, Draft, answered, missing

DAY = date(2027, 3, 24)
FULL = {
    "what": "Alikulku lisättiin.",
    "where": "Kohta 4: 13,55 → 14,2 miljoonaa euroa",
    "why": "Paikka on vaarallinen. Laskenta tukee sitä.",
    "code": "cost",
    "detail": "310 000 euroa",
    "to_whom": "Joukkoliikennejaosto",
    "when": DAY,
    "role": "preparer",
    "due": DAY,
}
texts = st.sampled_from(["", "Yksi virke.", "Kaksi virkettä. Tässä toinen."])
drafts = st.builds(
    Draft,
    status=st.sampled_from(STATUSES), what=texts, where=texts, why=texts, detail=texts, to_whom=texts,
    code=st.sampled_from((None, *REASON_CODES)), role=st.sampled_from(("", "preparer")),
    when=st.sampled_from((None, DAY)), due=st.sampled_from((None, DAY)),
)  # fmt: skip


@pytest.mark.parametrize("status", STATUSES)
def test_what_a_status_says_is_all_that_it_must_say(status):
    """An answer written in the editor, which asks only these parts, can always be finished."""
    said = {part: FULL[part] for part in SAYS[status]}
    assert missing(Draft(status=status, **said)) == ()


@pytest.mark.parametrize("status", STATUSES)
def test_every_part_that_is_demanded_is_asked(status):
    """The negative control: leaving out one demanded part is noticed, so the test above can fail."""
    demanded = [part for part in FULL if missing(Draft(status=status, **{k: v for k, v in FULL.items() if k != part}))]
    assert demanded
    assert set(demanded) <= set(SAYS[status])


# ------------------------------------------------------------------ two people, one answer


def test_edits_of_different_parts_are_both_kept():
    base = Draft(status="partly", what="a", why="b")
    mine, theirs = base.model_copy(update={"why": "minun"}), base.model_copy(update={"what": "toisen"})
    merged = merge(base, mine, theirs)
    assert (merged.draft.why, merged.draft.what, merged.clashes) == ("minun", "toisen", ())


def test_edits_of_the_same_part_clash_and_nothing_is_overwritten():
    base = Draft(status="partly", why="b")
    mine, theirs = base.model_copy(update={"why": "minun"}), base.model_copy(update={"why": "toisen"})
    merged = merge(base, mine, theirs)
    assert merged.clashes == ("why",)
    assert merged.draft == theirs


def test_the_same_edit_by_both_is_no_clash():
    base, both = Draft(why="b"), Draft(why="sama")
    assert merge(base, both, both).clashes == ()


@given(drafts, drafts, drafts)
def test_no_edit_is_lost_by_merging(base, mine, theirs):
    merged = merge(base, mine, theirs)
    for part in Draft.model_fields:
        was, my, their = getattr(base, part), getattr(mine, part), getattr(theirs, part)
        kept = getattr(merged.draft, part)
        if my != was and their == was:
            assert kept == my
        elif my != was and my != their:
            assert part in merged.clashes
            assert kept == their
        else:
            assert kept == their
            assert part not in merged.clashes


@given(drafts, drafts)
def test_an_edit_on_top_of_what_is_stored_is_that_edit(base, mine):
    assert merge(base, mine, base) == replies.Merged(mine, ())


# ------------------------------------------------------------------ counts and days


@given(st.lists(st.none() | drafts, max_size=12))
def test_the_counts_by_status_add_up_to_all(found):
    counted = progress(found)
    assert sum(n for _, n in counted.by_status) == counted.all == len(found)
    assert counted.answered == sum(answered(draft) for draft in found)


def test_a_theme_without_an_answer_is_counted_as_an_answer_to_come_and_last():
    changed = Draft(status="changed", **{part: FULL[part] for part in SAYS["changed"]})
    counted = progress([None, changed, Draft(status="open", due=DAY)])
    assert counted.by_status == (("changed", 1), ("open", 2))
    assert (counted.answered, counted.all) == (1, 3)


def test_the_promised_day_is_that_of_the_status():
    other = date(2027, 5, 1)
    assert next_day(None, DAY) == DAY
    assert next_day(Draft(status="open", when=other), DAY) == DAY
    assert next_day(Draft(status="later", when=other), DAY) == other
    assert next_day(Draft(status="changed", when=other), DAY) is None  # a day left over from another status


def test_the_list_has_a_beginning_and_an_end():
    row = ["t1", "t2", "s1"]
    assert replies.neighbours(row, "t1") == (None, "t2")
    assert replies.neighbours(row, "t2") == ("t1", "s1")
    assert replies.neighbours(row, "s1") == ("t2", None)
