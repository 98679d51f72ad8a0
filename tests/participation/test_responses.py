"""What an answer must say before it can be published, and by when."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation import responses
from participation.responses import Draft

WHOLE = {
    "open": {"due": date(2027, 3, 1)},
    "changed": {"what": "Alikulku.", "where": "VE1: 13,55 → 14,2 M€", "why": "Lapset sanoivat.", "role": "preparer"},
    "partly": {"what": "Aikataulu.", "where": "Kohta 4", "why": "Enempää ei voi.", "role": "preparer"},
    "not_changed": {
        "why": "Se maksaisi liikaa. Raha on pois opetuksesta.", "code": "cost", "detail": "180 000 €", "role": "signer",
    },
    "forwarded": {"why": "Ei kuulu tähän.", "to_whom": "Jaosto", "when": date(2027, 5, 1), "role": "preparer"},
    "out_of_scope": {"why": "Päätetään muualla.", "role": "preparer"},
    "later": {"why": "Riippuu myynnistä.", "to_whom": "Lautakunta", "when": date(2027, 9, 1), "role": "preparer"},
}  # fmt: skip


@pytest.mark.parametrize("status", responses.STATUSES)
def test_a_whole_answer_of_each_status_may_be_published(status: str) -> None:
    assert responses.missing(Draft(status=status, **WHOLE[status])) == ()


@pytest.mark.parametrize(("status", "field"), [(s, f) for s, fields in WHOLE.items() for f in fields])
def test_leaving_out_any_field_is_told_in_words(status: str, field: str) -> None:
    fields = {name: value for name, value in WHOLE[status].items() if name != field}
    assert responses.missing(Draft(status=status, **fields))


def test_not_changed_needs_two_sentences() -> None:
    short = WHOLE["not_changed"] | {"why": "Se maksaisi liikaa"}
    assert [m.msgid for m in responses.missing(Draft(status="not_changed", **short))] == [
        "Give the reason in at least two sentences."
    ]


@given(
    st.builds(
        Draft,
        status=st.sampled_from(responses.STATUSES),
        what=st.sampled_from(["", "x"]),
        where=st.sampled_from(["", "x"]),
        why=st.sampled_from(["", "Yksi.", "Yksi. Kaksi."]),
        code=st.sampled_from([None, *responses.REASON_CODES]),
        detail=st.sampled_from(["", "x"]),
        to_whom=st.sampled_from(["", "x"]),
        when=st.sampled_from([None, date(2027, 1, 1)]),
        role=st.sampled_from(["", "preparer"]),
        due=st.sampled_from([None, date(2027, 1, 1)]),
    )
)
def test_no_state_without_a_reason_counts_as_answered(draft: Draft) -> None:
    if responses.answered(draft):
        assert draft.status != "open"
        assert draft.why.strip()
        assert draft.status not in ("changed", "partly") or (draft.what and draft.where)
        assert draft.status != "not_changed" or (draft.code and draft.detail and responses.sentences(draft.why) >= 2)


@pytest.mark.parametrize(("text", "n"), [("", 0), ("Yksi", 1), ("Yksi.", 1), ("Yksi. Kaksi!", 2), ("Maksaa 1.5 e.", 1)])
def test_sentences_are_counted_by_their_ends(text: str, n: int) -> None:
    assert responses.sentences(text) == n


def test_days_left_are_negative_when_late() -> None:
    assert responses.days_left(date(2027, 3, 1), date(2027, 3, 10)) == -9
