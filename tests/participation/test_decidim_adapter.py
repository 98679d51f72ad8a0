"""Open data of Decidim in both generations of its names."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from participation import columnar
from participation.adapters import Parsed, decidim, random_order
from participation.guards import Limits, check
from participation.problems import Problem, Refused

Row = dict[str, object]


def newer(**other: object) -> Row:
    """A proposal as versions from 0.29 write it."""
    return {
        "id": 12, "author/id": 5, "author/name": "Maija M", "author/url": "https://x.fi/p/maija", "taxonomies": "3",
        "participatory_space/id": 1, "component/id": 4, "title/fi": "Pyörätie koululle",
        "body/fi": "<p>Turvallinen.</p>", "address": "Koulukatu 1", "latitude": 60.1, "longitude": 24.9,
        "state": "accepted", "reference": "KV-PROP-12",
        "votes": 34, "likes/total_count": 5, "likes/user_likes": "maija", "follows_count": 3, "comments": 2,
        "published_at": "2025-03-14 10:00:00 +0200", "withdrawn": "false", "is_amend": "false",
    } | other  # fmt: skip


def older(**other: object) -> Row:
    """The same proposal in the older names."""
    return {
        "id": 12, "author/name": "Maija M", "category/id": 3, "category/name/fi": "Liikenne", "scope/id": 1,
        "scope/name/fi": "Keskusta", "component/id": 4, "title/fi": "Pyörätie koululle", "body/fi": "Turvallinen.",
        "state": "accepted", "supports": 34, "endorsements/total_count": 5, "followers": 3,
        "published_at": "2025-03-14 10:00:00 UTC",
    } | other  # fmt: skip


def comment(**other: object) -> Row:
    return {
        "id": 90, "created_at": "2025-03-15 09:00:00 UTC", "body": "Hyvä ajatus.", "locale": "fi", "author/id": 8,
        "author/name": "Veikko V", "alignment": 1, "depth": 0, "commentable_id": 12,
        "commentable_type": "Decidim::Proposals::Proposal", "root_commentable_url": "https://x.fi/proposals/12",
    } | other  # fmt: skip


def result(**other: object) -> Row:
    return {
        "id": 3, "category/id": 1, "title/fi": "Pyörätie rakennettu", "title/sv": "Cykelvägen",
        "description/fi": "<b>Ok</b>",
        "start_date": "2025-05-01", "end_date": "2025-09-01", "status/id": 2, "status/key": "done",
        "status/name/fi": "Valmis", "progress": 100, "created_at": "2025-05-01", "url": "https://x.fi/r/3",
        "component/id": 9, "proposal_urls": "https://x.fi/proposals/12, https://x.fi/proposals/13",
    } | other  # fmt: skip


def as_csv(rows: Sequence[Row], delimiter: str = ";") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def read(*rows: Row, delimiter: str = ";") -> Parsed:
    files = check({"tiedot.csv": as_csv(rows, delimiter)})
    return decidim.read(files, answers={}, limits=Limits(), surrogates=random_order)


def refused(call: Callable[[], object]) -> tuple[Problem, ...]:
    with pytest.raises(Refused) as refusal:
        call()
    return refusal.value.problems


@pytest.mark.parametrize("delimiter", [";", ","])
def test_a_proposal_is_one_text_with_its_support(delimiter: str) -> None:
    parsed = read(newer(), delimiter=delimiter)
    (text,) = parsed.texts
    assert (text.source_id, text.body, text.language) == ("p12", "Pyörätie koululle\n\nTurvallinen.", "fi")
    assert text.meta == {"created": "2025-03-14", "votes": 34, "state": "accepted", "likes": 5}
    assert (parsed.read, parsed.stored) == ({"proposals": 1}, {"proposals": 1})
    assert parsed.period == (date(2025, 3, 14), date(2025, 3, 14))


def test_older_names_say_the_same() -> None:
    (text,) = read(older()).texts
    assert text.meta == {"created": "2025-03-14", "votes": 34, "state": "accepted", "likes": 5, "question": "Liikenne"}
    assert read(older()).tables["comments"]["votes"].to_pylist() == [34]


def test_both_names_of_one_quantity_may_not_disagree() -> None:
    assert read(newer(supports=34)).texts[0].meta["votes"] == 34
    (problem,) = refused(lambda: read(newer(supports=33)))
    assert (problem.row, problem.column) == (2, "supports")
    assert "“votes”" in problem.line("en")


def test_nobody_who_wrote_or_liked_is_kept() -> None:
    parsed = read(newer())
    kept = columnar.pack(parsed.tables) + repr(parsed.texts).encode()
    for secret in ("Maija", "maija", "Koulukatu", "60.1", "x.fi"):
        assert secret.encode() not in kept
    assert {"author/name", "likes/user_likes", "address", "latitude", "longitude"} <= set(parsed.dropped)
    assert not {"votes", "title/fi", "state"} & set(parsed.dropped)


def test_a_text_in_several_languages_is_taken_in_finnish_first() -> None:
    row = newer(**{"title/en": "Bike path", "body/en": "Safe.", "title/sv": "Cykelväg", "body/sv": "Trygg."})
    assert read(row).texts[0].body == "Pyörätie koululle\n\nTurvallinen."
    swedish = newer(**{"title/fi": "", "body/fi": "", "title/en": "Bike path", "body/en": "Safe.",
                       "title/sv": "Cykelväg", "body/sv": "Trygg."})  # fmt: skip
    assert (read(swedish).texts[0].language, read(swedish).texts[0].body) == ("sv", "Cykelväg\n\nTrygg.")


@pytest.mark.parametrize("gone", [{"withdrawn": "true"}, {"state": "withdrawn"}])
def test_a_withdrawn_proposal_is_counted_and_nothing_else(gone: Row) -> None:
    parsed = read(newer(), newer(id=13, **gone))
    assert [text.source_id for text in parsed.texts] == ["p12"]
    assert (parsed.read, parsed.stored, parsed.left_out) == ({"proposals": 2}, {"proposals": 1}, {"withdrawn": 1})


def test_comments_keep_their_stance_and_what_they_answer() -> None:
    reply = comment(id=91, alignment=-1, commentable_id=90, commentable_type="Decidim::Comments::Comment", locale="sv",
                    body="Inte bra.")  # fmt: skip
    orphan = comment(id=92, alignment="", commentable_id=7, commentable_type="Decidim::Comments::Comment")
    parsed = read(comment(), reply, orphan)
    table = parsed.tables["comments"]
    assert table["text"].to_pylist() == ["c90", "c91", "c92"]
    assert table["stance"].to_pylist() == [1, -1, 0]
    assert table["reply_to"].to_pylist() == [None, "c90", None]
    assert table["votes"].to_pylist() == [None, None, None]
    assert [text.language for text in parsed.texts] == ["fi", "sv", "fi"]
    assert (parsed.read, parsed.checks) == ({"comments": 3}, {"replies": 1})


def test_results_are_the_organisers_own_and_no_texts_of_residents() -> None:
    parsed = read(result())
    assert parsed.texts == ()
    assert parsed.notes == ("results_of_organiser",)
    assert parsed.stored == {"results": 1}
    assert parsed.tables["results"].to_pylist() == [
        {"id": 3, "title": "Pyörätie rakennettu", "status": "Valmis", "progress": 100,
         "proposals": ["https://x.fi/proposals/12", "https://x.fi/proposals/13"]}
    ]  # fmt: skip
    split = result(proposal_urls="https://x.fi/a;https://x.fi/b")
    assert read(split).tables["results"]["proposals"].to_pylist() == [["https://x.fi/a", "https://x.fi/b"]]


WRONG: list[tuple[list[Row], str, str]] = [
    ([newer(id="")], "id", "not a number"),
    ([newer(id="x1")], "id", "not a number"),
    ([newer(), newer()], "id", "on row 2 already"),
    ([newer(votes="paljon")], "votes", "not a whole number"),
    ([newer(published_at="eilen")], "published_at", "not a date"),
    ([newer(**{"title/fi": "", "body/fi": " "})], "body", "empty"),
    ([newer(**{"body/fi": "x" * 10_001})], "body/fi", "longer than"),
    ([comment(body="")], "body", "empty"),
    ([comment(alignment=2)], "alignment", "-1, 0 or 1"),
    ([comment(body="x" * 10_001)], "body", "longer than"),
    ([result(**{"title/fi": "", "title/sv": ""})], "title", "empty"),
    ([result(progress="puolet")], "progress", "not a whole number"),
]


@pytest.mark.parametrize(("rows", "column", "said"), WRONG)
def test_a_fault_is_told_at_its_place(rows: list[Row], column: str, said: str) -> None:
    problem = refused(lambda: read(*rows))[0]
    assert (problem.row, problem.column) == (len(rows) + 1, column)
    assert said in problem.line("en")


@pytest.mark.parametrize(
    "row",
    [
        {"id": 1, "name": "x"},
        {"nimi": "x", "kommentti": "y"},
        {"id": 1, "created_at": "2025-03-14", "1. Mitä mieltä?": "Hyvä", "ip_hash": "abc"},
    ],
)
def test_other_tables_are_not_taken_for_it(row: dict[str, Any]) -> None:
    (problem,) = refused(lambda: read(row))
    assert "not those of proposals" in problem.line("en")
