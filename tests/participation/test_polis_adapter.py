from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation import adapters
from participation.adapters import Parsed, polis, random_order
from participation.columnar import pack, unpack
from participation.guards import Limits, check
from participation.problems import Refused

Files = dict[str, bytes]

GROUP_SIZES = {
    "15-per-hour-seattle": {0: 99, 1: 39, None: 201},
    "bg2050-volunteers": {0: 100, 1: 8, None: 18},
    "canadian-electoral-reform": {0: 16, 1: 265, None: 167},
    "london.youth.policing": {0: 3, 1: 18, 2: 3, None: 2},
    "scoop-hivemind.affordable-housing": {0: 347, 1: 34},
    "scoop-hivemind.biodiversity": {0: 72, 1: 371, None: 93},
    "scoop-hivemind.freshwater": {0: 9, 1: 108},
    "scoop-hivemind.taxes": {0: 40, 1: 255, None: 39},
    "scoop-hivemind.ubi": {0: 70, 1: 113, 2: 42, 3: 9},
}
# voters, comments, comments without votes, rows of votes.csv, latest votes
SIZES = {
    "15-per-hour-seattle": (339, 54, 0, 2_995, 2_872),
    "bg2050-volunteers": (126, 371, 0, 14_341, 14_283),
    "canadian-electoral-reform": (448, 174, 0, 12_018, 11_950),
    "london.youth.policing": (26, 39, 3, 640, 638),
    "scoop-hivemind.affordable-housing": (381, 165, 0, 15_076, 14_995),
    "scoop-hivemind.biodiversity": (536, 316, 2, 29_802, 29_719),
    "scoop-hivemind.freshwater": (117, 80, 0, 3_979, 3_972),
    "scoop-hivemind.taxes": (334, 148, 0, 17_379, 17_335),
    "scoop-hivemind.ubi": (234, 71, 1, 7_174, 7_153),
}


def read(files: Mapping[str, bytes], answers: Mapping[str, str] | None = None, limits: Limits | None = None) -> Parsed:
    """The adapter itself: what it fails to foresee is not turned into a refusal."""
    return polis.read(files, answers=answers or {}, limits=limits or Limits(), surrogates=random_order)


def read_in_order(files: Mapping[str, bytes], answers: Mapping[str, str] | None = None) -> Parsed:
    """With surrogates that keep the order of the numbers, so that a test can follow them."""
    return polis.read(files, answers=answers or {}, limits=Limits(), surrogates=np.arange)


def refused(files: Mapping[str, bytes], answers: Mapping[str, str] | None = None) -> Refused:
    with pytest.raises(Refused) as refusal:
        read(files, answers)
    return refusal.value


def places(refusal: Refused) -> list[tuple[str, int | None, str | None]]:
    return [(problem.file, problem.row, problem.column) for problem in refusal.problems]


def frame(files: Mapping[str, bytes], name: str) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(files[name]))


def csv_bytes(rows: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def small() -> Files:
    """A conversation of four comments and five voters; voter 11 changed one vote, author 30 never voted."""
    return {
        "summary.csv": csv_bytes(
            [
                ("topic", "Uimahalli"),
                ("url", "https://pol.is/x"),
                ("views", 9),
                ("voters", 5),
                ("comments", 3),
                ("conversation-description", "Kaksi\nriviä"),
            ]
        ),
        "comments.csv": csv_bytes(
            [
                (
                    "timestamp",
                    "datetime",
                    "comment-id",
                    "author-id",
                    "agrees",
                    "disagrees",
                    "moderated",
                    "comment-body",
                ),
                (1700000000000, "Wed", 0, 10, 4, 1, 1, "Halli auki myös sunnuntaisin"),
                (1700000001000, "Wed", 1, 11, 3, 2, 1, "Hinnat, liput\nja vuorot"),
                (1700000002000, "Wed", 2, 30, 1, 1, -1, "Sähköposti: joku@example.org"),
                (1700000003000, "Wed", 7, 30, 0, 0, 0, "=Kukaan ei äänestänyt"),
            ]
        ),
        "votes.csv": csv_bytes(
            [
                ("timestamp", "datetime", "comment-id", "voter-id", "vote"),
                (1700000100000, "Wed", 0, 10, 1),
                (1700000300000, "Wed", 0, 11, 1),
                (1700000200000, "Wed", 0, 11, -1),
                (1700000400000, "Wed", 0, 12, 1),
                (1700000500000, "Wed", 0, 13, 1),
                (1700000600000, "Wed", 1, 10, 1),
                (1700000700000, "Wed", 1, 11, 1),
                (1700000800000, "Wed", 1, 12, 1),
                (1700000900000, "Wed", 1, 13, -1),
                (1700001000000, "Wed", 1, 14, -1),
                (1700001100000, "Wed", 2, 14, 1),
                (1700001200000, "Wed", 2, 10, -1),
                (1700001300000, "Wed", 2, 11, 0),
            ]
        ),
        "participants-votes.csv": csv_bytes(
            [
                ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", 0, 1, 2),
                (10, 0, 1, 3, 2, 1, 1, 1, -1),
                (11, 0, 1, 3, 2, 0, 1, 1, 0),
                (12, 0, 0, 2, 2, 0, 1, 1, ""),
                (13, 1, 0, 2, 1, 1, 1, -1, ""),
                (14, "", 0, 2, 1, 1, "", -1, 1),
            ]
        ),
    }


def changed(name: str, old: bytes, new: bytes) -> Files:
    """The small conversation with one place of one file changed."""
    files = small()
    assert files[name].count(old) == 1, (name, old, files[name].count(old))
    return files | {name: files[name].replace(old, new)}


def newer(files: Mapping[str, bytes], *, views: bool = False) -> Files:
    """The single files of the newer form: seconds, no xid, participant-votes.csv, no views."""
    seconds = {name: re.sub(rb"(?m)^(\d{10})\d{3},", rb"\1,", files[name]) for name in ("comments.csv", "votes.csv")}
    matrix = frame(files, "participants-votes.csv").drop(columns="xid", errors="ignore").astype("Int64")
    summary = files["summary.csv"] if views else re.sub(rb"(?m)^views,.*\n", b"", files["summary.csv"])
    return seconds | {"participant-votes.csv": matrix.to_csv(index=False).encode(), "summary.csv": summary}


# The nine shared conversations


def test_counts_and_groups_are_those_of_the_shared_conversations(
    conversation_name: str, polis_files: Callable[[str], Files]
) -> None:
    parsed = read(polis_files(conversation_name))
    voters, comments, without, rows, latest = SIZES[conversation_name]
    assert parsed.read == {"comments": comments, "votes": rows, "participants": voters}
    assert parsed.stored == {"comments": comments, "votes": latest, "participants": voters}
    assert parsed.left_out == {"earlier_vote": rows - latest}
    assert parsed.checks["comments_without_votes"] == without
    assert Counter(parsed.tables["participants"]["group"].to_pylist()) == GROUP_SIZES[conversation_name]
    assert parsed.questions == ()
    assert parsed.dropped == (("xid",) if conversation_name in ("bg2050-volunteers", "london.youth.policing") else ())


def test_the_files_of_a_shared_conversation_agree_in_every_figure(
    conversation_name: str, polis_files: Callable[[str], Files]
) -> None:
    checks = read(polis_files(conversation_name)).checks
    assert checks["matrix_cells"] == SIZES[conversation_name][4]
    assert checks["comments"] == SIZES[conversation_name][1]
    differing = ("comment_counts_differ", "matrix_cells_differ", "votes_outside_matrix", "participant_counts_differ")
    assert {name: checks[name] for name in differing} == dict.fromkeys(differing, 0)
    assert "summary_differs" not in checks


def test_all_1418_comments_were_compared() -> None:
    assert sum(comments for _, comments, *_ in SIZES.values()) == 1_418


def test_the_payload_is_the_matrix_in_every_cell(conversation_name: str, polis_files: Callable[[str], Files]) -> None:
    """Recomputed from the file by another way: pandas, one cell at a time."""
    files = polis_files(conversation_name)
    matrix = frame(files, "participants-votes.csv").set_index("participant")
    groups = matrix["group-id"]
    columns = [column for column in matrix.columns if column.isdigit()]
    people = np.unique(np.concatenate([matrix.index, frame(files, "comments.csv")["author-id"]]))
    expected = {
        (int(comment), int(np.searchsorted(people, voter)), int(vote))
        for (voter, comment), vote in matrix[columns].stack().dropna().items()
    }
    parsed = read_in_order(files)
    votes = parsed.tables["votes"].to_pydict()
    assert set(zip(votes["comment"], votes["voter"], votes["vote"], strict=True)) == expected
    assert len(votes["vote"]) == len(expected)
    stored = parsed.tables["participants"].to_pydict()
    assert dict(zip(stored["voter"], stored["group"], strict=True)) == {
        int(np.searchsorted(people, voter)): None if pd.isna(group) else int(group) for voter, group in groups.items()
    }


def test_every_comment_is_kept_with_its_words_and_marks(
    conversation_name: str, polis_files: Callable[[str], Files]
) -> None:
    files = polis_files(conversation_name)
    rows = {row["comment-id"]: row for row in csv.DictReader(io.StringIO(files["comments.csv"].decode(), newline=""))}
    parsed = read(files)
    assert {text.source_id: text.body for text in parsed.texts} == {
        number: row["comment-body"] for number, row in rows.items()
    }
    for stored in parsed.tables["comments"].to_pylist():
        row = rows[str(stored["comment"])]
        assert stored["moderated"] == int(row["moderated"])
        assert stored["is_meta"] == (row.get("is-meta") == "true")
        assert stored["is_seed"] == (None if "is-seed" not in row else row["is-seed"] == "true")
        assert stored["created"] == pd.Timestamp(int(row["timestamp"]), unit="ms").date()
    assert ("meta_unknown" in parsed.notes) == ("is-meta" not in next(iter(rows.values())))


def test_the_payload_has_the_agreed_types(polis_files: Callable[[str], Files]) -> None:
    tables = read(polis_files("bg2050-volunteers")).tables
    assert tables["votes"].schema == pa.schema([("comment", pa.int32()), ("voter", pa.int32()), ("vote", pa.int8())])
    assert tables["participants"].schema == pa.schema([("voter", pa.int32()), ("group", pa.int8())])
    assert tables["comments"].schema == pa.schema(
        [
            ("comment", pa.int32()),
            ("moderated", pa.int8()),
            ("is_meta", pa.bool_()),
            ("is_seed", pa.bool_()),
            ("author", pa.int32()),
            ("created", pa.date32()),
        ]
    )
    assert {name: table.to_pydict() for name, table in unpack(pack(tables)).items()} == {
        name: table.to_pydict() for name, table in tables.items()
    }


# People


def test_people_become_random_surrogates_and_the_same_person_is_the_same_everywhere() -> None:
    files = small()
    first, second = read(files), read(files)
    assert read_in_order(files).tables["comments"]["author"].to_pylist() == [0, 1, 5, 5]
    seen = {tuple(read(files).tables["comments"]["author"].to_pylist()) for _ in range(40)}
    assert len(seen) > 10  # negative control: a fixed order would give one
    for parsed in (first, second):
        voters = set(parsed.tables["participants"]["voter"].to_pylist())
        authors = parsed.tables["comments"]["author"].to_pylist()
        assert voters | set(authors) == set(range(6))
        assert authors[2] == authors[3]
        assert authors[2] not in voters
        votes = parsed.tables["votes"].to_pylist()
        assert {vote["voter"] for vote in votes} == voters
        own = [vote["vote"] for vote in votes if (vote["comment"], vote["voter"]) == (0, authors[0])]
        assert own == [1]
        assert [text.meta["author"] for text in parsed.texts] == authors


def test_neither_the_numbers_nor_the_order_of_people_survive() -> None:
    comments = [("timestamp", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body")]
    comments += [(1700000000000, 0, 900_000, 60, 0, 1, "a")]
    votes = [("timestamp", "comment-id", "voter-id", "vote"), *((1700000000000, 0, 900_000 + n, 1) for n in range(60))]
    matrix = [("participant", "group-id", 0), *((900_000 + n, n % 2, 1) for n in range(60))]
    files = {"comments.csv": comments, "votes.csv": votes, "participants-votes.csv": matrix}
    parsed = read({name: csv_bytes(rows) for name, rows in files.items()})
    stored = parsed.tables["participants"].to_pydict()
    assert stored["voter"] == list(range(60))
    assert parsed.tables["votes"]["voter"].to_pylist() == list(range(60))
    assert stored["group"] != [n % 2 for n in range(60)]


def test_random_order_is_an_order_of_all_numbers() -> None:
    assert sorted(random_order(500).tolist()) == list(range(500))
    assert random_order(500).tolist() != random_order(500).tolist()
    assert random_order(0).tolist() == []


def test_an_outside_identity_is_dropped_by_name_and_never_kept() -> None:
    files = small()
    rows = list(csv.reader(io.StringIO(files["participants-votes.csv"].decode())))
    with_identity = [[row[0], "xid" if n == 0 else "matti-meikalainen", *row[1:]] for n, row in enumerate(rows)]
    parsed = read(files | {"participants-votes.csv": csv_bytes(with_identity)})
    assert parsed.dropped == ("xid",)
    assert b"meikalainen" not in pack(parsed.tables)
    assert "meikalainen" not in repr(parsed)
    assert parsed.stored == read(files).stored


def test_unknown_columns_are_listed_and_dropped() -> None:
    files = small()
    files["votes.csv"] = b"".join(
        line.rstrip(b"\n") + (b",Importance\n" if n == 0 else b",secret\n")
        for n, line in enumerate(files["votes.csv"].splitlines(keepends=True))
    )
    parsed = read(files)
    assert parsed.dropped == ("importance",)
    assert "secret" not in repr(parsed)


# Votes


def test_the_last_vote_counts_by_time_and_not_by_row() -> None:
    votes = read_in_order(small()).tables["votes"].to_pylist()
    assert [vote["vote"] for vote in votes if (vote["comment"], vote["voter"]) == (0, 1)] == [1]


def test_of_two_votes_at_the_same_time_the_later_row_counts() -> None:
    files = changed("votes.csv", b"1700000200000", b"1700000300000")
    parsed = read_in_order(files)
    votes = parsed.tables["votes"].to_pylist()
    assert [vote["vote"] for vote in votes if (vote["comment"], vote["voter"]) == (0, 1)] == [-1]
    assert parsed.checks["matrix_cells_differ"] == 1
    assert [(one.file, one.row, one.column) for one in parsed.differing] == [("participants-votes.csv", 3, "0")]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 5)), max_size=40),
    st.sampled_from([0, polis.LARGEST_GRID]),
)
def test_the_last_event_of_each_key_is_found_in_a_grid_and_by_sorting(
    events: list[tuple[int, int]], largest: int
) -> None:
    key, at = np.array(events, dtype=np.int64).reshape(-1, 2).T
    expected: dict[int, tuple[int, int]] = {}
    for position, (number, time) in enumerate(events):
        if number not in expected or time >= expected[number][0]:
            expected[number] = (time, position)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(polis, "LARGEST_GRID", largest)
        found = polis._last_of_each(key, at, 12)
    assert found.tolist() == [expected[number][1] for number in sorted(expected)]


def test_a_cell_that_differs_from_the_votes_is_reported_and_the_vote_is_used() -> None:
    files = changed("participants-votes.csv", b"13,1,0,2,1,1,1,-1,", b"13,1,0,2,1,1,1,1,")
    parsed = read_in_order(files)
    assert parsed.checks["matrix_cells_differ"] == 1
    assert parsed.checks["participant_counts_differ"] == 1
    assert [(one.row, one.column) for one in parsed.differing] == [(5, "1"), (5, None)]
    votes = parsed.tables["votes"].to_pylist()
    assert [vote["vote"] for vote in votes if (vote["comment"], vote["voter"]) == (1, 3)] == [-1]


def test_votes_of_somebody_missing_from_the_matrix_are_kept_and_counted() -> None:
    files = changed("participants-votes.csv", b"14,,0,2,1,1,,-1,1\n", b"")
    parsed = read(files)
    assert parsed.checks["votes_outside_matrix"] == 2
    assert parsed.checks["summary_differs"] == 1
    assert parsed.stored["votes"] == 12
    assert parsed.tables["participants"].num_rows == 5


def test_counts_that_differ_from_the_votes_are_reported() -> None:
    parsed = read(changed("comments.csv", b"0,10,4,1,1", b"0,10,3,1,1"))
    assert parsed.checks["comment_counts_differ"] == 1
    assert [(one.file, one.row, one.column) for one in parsed.differing] == [("comments.csv", 2, "agrees")]


def test_counts_are_of_every_vote_given_and_not_of_the_latest() -> None:
    """Negative control for the check: against the latest votes alone the small conversation would not fit."""
    parsed = read_in_order(small())
    latest = [vote for vote in parsed.tables["votes"].to_pylist() if vote["comment"] == 0]
    assert parsed.checks["comment_counts_differ"] == 0
    assert sum(vote["vote"] == -1 for vote in latest) != 1


def test_the_period_is_that_of_votes_and_comments() -> None:
    parsed = read(changed("votes.csv", b"1700001300000", b"1700200000000"))
    assert parsed.period == (date(2023, 11, 14), date(2023, 11, 17))


# Refusals


def test_a_comment_id_in_the_votes_without_a_comment_is_refused() -> None:
    refusal = refused(changed("votes.csv", b"Wed,2,14,1", b"Wed,3,14,1"))
    assert places(refusal) == [("votes.csv", 12, "comment-id")]
    assert refusal.lines("en")[0] == (
        'votes.csv, row 12, column "comment-id": The comment is missing from comments.csv. '
        "Give the files of one and the same export. Nothing was stored."
    )


def test_a_matrix_column_without_a_comment_is_refused() -> None:
    refusal = refused(changed("participants-votes.csv", b"n-disagree,0,1,2", b"n-disagree,0,1,9"))
    assert places(refusal) == [("participants-votes.csv", 1, "9")]


@pytest.mark.parametrize("vote", [b"2", b"-2", b"", b"1.0", b"yes", b"128", b"1e0"])
def test_a_vote_outside_the_three_is_refused(vote: bytes) -> None:
    assert places(refused(changed("votes.csv", b"Wed,2,14,1", b"Wed,2,14," + vote))) == [("votes.csv", 12, "vote")]


@pytest.mark.parametrize("cell", [b"2", b"-2", b"0.5", b"x", b"200"])
def test_a_matrix_cell_outside_the_three_is_refused(cell: bytes) -> None:
    files = changed("participants-votes.csv", b"11,0,1,3,2,0,1,1,0", b"11,0,1,3,2,0,1," + cell + b",0")
    assert places(refused(files)) == [("participants-votes.csv", 3, "1")]


def test_a_participant_twice_is_refused() -> None:
    refusal = refused(changed("participants-votes.csv", b"13,1,0", b"12,1,0"))
    assert places(refusal) == [("participants-votes.csv", 5, "participant")]


def test_a_comment_column_twice_is_refused_also_when_written_otherwise() -> None:
    for second in (b"1", b" 1", b"01"):
        files = changed("participants-votes.csv", b"n-disagree,0,1,2", b"n-disagree,0,1," + second)
        assert places(refused(files)) == [("participants-votes.csv", 1, "1")]


def test_a_comment_twice_is_refused() -> None:
    assert places(refused(changed("comments.csv", b"Wed,2,30", b"Wed,1,30"))) == [("comments.csv", 4, "comment-id")]


def test_a_column_twice_or_missing_is_refused() -> None:
    assert places(refused(changed("votes.csv", b"datetime", b"vote"))) == [("votes.csv", 1, "vote")]
    assert places(refused(changed("votes.csv", b"voter-id", b"someone"))) == [("votes.csv", 1, "voter-id")]
    assert places(refused(changed("comments.csv", b"author-id,agrees", b"author,agree"))) == [
        ("comments.csv", 1, "author-id"),
        ("comments.csv", 1, "agrees"),
    ]


@pytest.mark.parametrize(
    ("files", "named"),
    [
        ({"votes.csv": small()["votes.csv"]}, ["comments.csv"]),
        ({"comments.csv": small()["comments.csv"]}, ["votes.csv"]),
        ({"summary.csv": small()["summary.csv"]}, ["comments.csv", "votes.csv"]),
        ({name: content for name, content in small().items() if name != "comments.csv"}, ["comments.csv"]),
        ({}, ["comments.csv", "votes.csv"]),
    ],
)
def test_an_incomplete_set_is_refused_by_the_name_of_what_is_missing(files: Files, named: list[str]) -> None:
    assert [file for file, _, _ in places(refused(files))] == named


def test_without_the_matrix_there_are_votes_but_no_groups() -> None:
    files = small()
    del files["participants-votes.csv"]
    parsed = read(files)
    assert {"no_matrix", "no_groups"} <= set(parsed.notes)
    assert parsed.tables["participants"]["group"].null_count == 5
    assert parsed.stored["votes"] == 12


@pytest.mark.parametrize("name", ["3nemnipcrc-xid.csv", "xid.csv", "readme.csv", "votes.xlsx", "participants.csv"])
def test_a_file_that_ties_people_to_identities_or_is_foreign_is_refused(name: str) -> None:
    assert places(refused(small() | {name: b"participant,xid\n10,matti\n"})) == [(name, None, None)]


def test_a_file_given_twice_is_refused() -> None:
    files = small()
    assert places(refused(files | {"votes (1).csv": files["votes.csv"]})) == [("votes (1).csv", None, None)]
    assert refused(files | {"participant-votes.csv": files["participants-votes.csv"]})


def test_history_and_group_totals_are_passed_over() -> None:
    extra = {"stats-history.csv": b"anything", "comment-groups.csv": b"comment-id,comment\n0,a\n"}
    parsed = read(small() | extra)
    assert parsed.stored == read(small()).stored


def test_names_of_downloads_are_known() -> None:
    files = small()
    renamed = {f"2026-01-15 3nemnipcrc-{name[:-4]} (2).CSV": content for name, content in files.items()}
    assert read(renamed).stored == read(files).stored


@pytest.mark.parametrize(
    ("file", "old", "new", "row", "column"),
    [
        ("votes.csv", b"1700000400000", b"170000040000", 5, "timestamp"),
        ("votes.csv", b"1700000400000", b"1.7E+12", 5, "timestamp"),
        ("votes.csv", b"1700000400000", b"", 5, "timestamp"),
        ("votes.csv", b"Wed,0,12,1", b"Wed,0,-12,1", 5, "voter-id"),
        ("votes.csv", b"Wed,0,12,1", b"Wed,zero,12,1", 5, "comment-id"),
        ("votes.csv", b"Wed,0,12,1", b"Wed,0,12", 5, None),
        ("votes.csv", b"Wed,0,12,1", b"Wed,0,12,1,1", 5, None),
        ("votes.csv", b"Wed,0,12,1", b'Wed,0,"12"x,1', 5, None),
        ("comments.csv", b"0,10,4,1,1", b"0,10,4,1,2", 2, "moderated"),
        ("comments.csv", b"0,10,4,1,1", b"0,10,four,1,1", 2, "agrees"),
        ("comments.csv", b"0,10,4,1,1", b"0,,4,1,1", 2, "author-id"),
        ("comments.csv", b"Wed,7,30", b"Wed,99999999999,30", 5, "comment-id"),
        ("participants-votes.csv", b"12,0,0,2", b"x,0,0,2", 4, "participant"),
        ("participants-votes.csv", b"12,0,0,2", b"12,A,0,2", 4, "group-id"),
        ("participants-votes.csv", b"12,0,0,2", b"12,-1,0,2", 4, "group-id"),
        ("participants-votes.csv", b"12,0,0,2", b"12,999,0,2", 4, "group-id"),
        ("participants-votes.csv", b"12,0,0,2,2", b"12,0,0,,2", 4, "n-votes"),
    ],
)
def test_each_fault_is_found_with_its_row_and_column(
    file: str, old: bytes, new: bytes, row: int, column: str | None
) -> None:
    assert places(refused(changed(file, old, new))) == [(file, row, column)]


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    """A quoted line break is inside a row; an empty line is a row."""
    files = changed("comments.csv", b"Wed,2,30,1", b"Wed,2,30,one")
    assert places(refused(files)) == [("comments.csv", 4, "agrees")]
    files = changed("votes.csv", b"1700000600000", b"\n\n1700000600000")
    files["votes.csv"] = files["votes.csv"].replace(b"Wed,2,14,1", b"Wed,2,14,9")
    assert places(refused(files)) == [("votes.csv", 14, "vote")]
    files = changed("participants-votes.csv", b"11,0,1,3", b"\n11,0,1,3")
    files["participants-votes.csv"] = files["participants-votes.csv"].replace(b"13,1,0,2,1,1,1,-1", b"13,1,0,2,1,1,1,1")
    assert [one.row for one in read(files).differing] == [6, 6]


def test_a_refusal_repeats_nothing_of_free_text_or_dropped_columns() -> None:
    files = changed("comments.csv", b"2,30,1,1,-1", b"joku@example.org,30,1,1,salaisuus")
    files["votes.csv"] = files["votes.csv"].replace(b"Wed", b"salaisuus").replace(b",0,12,1", b",0,salaisuus,1")
    said = " ".join(refused(files).lines("en"))
    assert "comments.csv, row 4" in said
    assert "salaisuus" not in said
    assert "example.org" not in said
    assert "Sähköposti" not in said


def test_rows_columns_and_cells_have_limits() -> None:
    files = small()
    assert places(refusal_under(files, Limits(rows=12))) == [("votes.csv", 14, None)]
    assert places(refusal_under(files, Limits(rows=3))) == [("comments.csv", 5, None)]
    assert ("participants-votes.csv", 1, None) in places(refusal_under(files, Limits(columns=8)))
    assert places(refusal_under(files, Limits(cell=27))) == [
        ("comments.csv", 2, "comment-body"),
        ("comments.csv", 4, "comment-body"),
    ]
    assert read(files, limits=Limits(rows=13, columns=9, cell=28)).stored["votes"] == 12


def refusal_under(files: Files, limits: Limits) -> Refused:
    with pytest.raises(Refused) as refusal:
        read(files, limits=limits)
    return refusal.value


def test_a_comment_of_200_000_characters_is_refused_with_its_row() -> None:
    assert places(refused(changed("comments.csv", b"Halli auki", b"Halli " * 40_000)))[0][:2] == ("comments.csv", 2)


# What a person must answer


def inverted(files: Mapping[str, bytes]) -> Files:
    """As the first TypeScript exporter wrote it: the database's sign, and the counts swapped to match."""
    votes = frame(files, "votes.csv")
    votes["vote"] = -votes["vote"]
    matrix = frame(files, "participants-votes.csv").astype("Int64", errors="ignore")
    columns = [column for column in matrix.columns if column.isdigit()]
    matrix[columns] = -matrix[columns]
    matrix = matrix.rename(columns={"n-agree": "n-disagree", "n-disagree": "n-agree"})
    comments = frame(files, "comments.csv").rename(columns={"agrees": "disagrees", "disagrees": "agrees"})
    return dict(files) | {
        "votes.csv": votes.to_csv(index=False).encode(),
        "comments.csv": comments.to_csv(index=False).encode(),
        "participants-votes.csv": matrix.to_csv(index=False).encode(),
    }


def test_an_inverted_export_stops_and_asks_with_three_comments_and_their_counts() -> None:
    parsed = read(inverted(small()))
    (question,) = parsed.questions
    assert question.id == "sign"
    assert [value for value, _ in question.options] == ["as_is", "turned"]
    assert [(sample.text, sample.figures) for sample in question.samples] == [
        ("Halli auki myös sunnuntaisin", {"agree": 1, "pass": 0, "disagree": 4}),
        ("Hinnat, liput\nja vuorot", {"agree": 2, "pass": 0, "disagree": 3}),
        ("Sähköposti: joku@example.org", {"agree": 1, "pass": 1, "disagree": 1}),
    ]
    assert parsed.checks["comment_counts_differ"] == 0  # the files agree with each other and are wrong


def test_every_shared_conversation_asks_when_inverted_and_comes_back_when_turned(
    conversation_name: str, polis_files: Callable[[str], Files]
) -> None:
    files = polis_files(conversation_name)
    assert [question.id for question in read(inverted(files)).questions] == ["sign"]
    turned = read_in_order(inverted(files), {"sign": "turned"})
    assert turned.questions == ()
    assert "sign_turned" in turned.notes
    assert turned.tables["votes"].equals(read_in_order(files).tables["votes"])


def test_the_sign_can_be_confirmed_as_it_is_and_other_answers_are_no_answer() -> None:
    files = inverted(small())
    kept = read_in_order(files, {"sign": "as_is"})
    assert kept.questions == ()
    assert "sign_turned" not in kept.notes
    assert kept.tables["votes"]["vote"].to_pylist() == [
        -vote for vote in read_in_order(small()).tables["votes"]["vote"].to_pylist()
    ]
    assert len(read(files, {"sign": "perhaps"}).questions) == 1


def test_votes_turned_without_their_counts_ask_too() -> None:
    files = small()
    parsed = read(files | {"comments.csv": inverted(files)["comments.csv"]})
    assert [question.id for question in parsed.questions] == ["sign"]


def test_the_sign_is_not_asked_when_agreeing_votes_are_more_or_there_are_none() -> None:
    assert read(small()).questions == ()
    files = small()
    head = files["votes.csv"].splitlines(keepends=True)[0]
    del files["participants-votes.csv"]
    parsed = read(files | {"votes.csv": head + b"1700000100000,Wed,0,10,0\n"})
    assert parsed.questions == ()
    assert read(files | {"votes.csv": head}).stored["votes"] == 0


def test_the_newer_form_asks_its_day_of_export_before_it_trusts_groups(
    conversation_name: str, polis_files: Callable[[str], Files]
) -> None:
    files = polis_files(conversation_name)
    single = newer(files)
    asked = read(single)
    assert [question.id for question in asked.questions] == ["export_date"]
    assert asked.questions[0].date
    trusted = read_in_order(single, {"export_date": "2025-05-20"})
    assert trusted.questions == ()
    assert "groups_from_file" in trusted.notes
    groups = trusted.tables["participants"]
    assert groups.equals(read_in_order(files).tables["participants"])
    for answer in ("2025-05-19", "unknown"):
        without = read_in_order(single, {"export_date": answer})
        assert without.questions == ()
        assert "groups_left_out" in without.notes
        assert without.tables["participants"]["group"].null_count == groups.num_rows
    assert "order_within_second_unknown" in trusted.notes


def test_in_seconds_only_changes_within_one_second_can_differ_from_the_matrix(
    conversation_name: str, polis_files: Callable[[str], Files]
) -> None:
    files = polis_files(conversation_name)
    votes = frame(files, "votes.csv")
    votes["second"] = votes["timestamp"] // 1000
    in_row_order = votes.sort_values("second", kind="stable").groupby(["comment-id", "voter-id"])["vote"].last()
    in_time_order = votes.sort_values("timestamp", kind="stable").groupby(["comment-id", "voter-id"])["vote"].last()
    parsed = read(newer(files), {"export_date": "unknown"})
    assert parsed.checks["matrix_cells_differ"] == int((in_row_order != in_time_order).sum())
    assert len(parsed.differing) == min(50, parsed.checks["matrix_cells_differ"])
    assert parsed.stored == read(files).stored
    assert parsed.period == read(files).period


def test_the_older_form_without_views_or_in_seconds_is_taken_for_the_newer() -> None:
    older = small()
    assert read(older).questions == ()
    no_views = changed("summary.csv", b"views,9\n", b"")
    assert [question.id for question in read(no_views).questions] == ["export_date"]
    in_seconds = {name: re.sub(rb"(?m)^(\d{10})\d{3},", rb"\1,", content) for name, content in older.items()}
    assert [question.id for question in read(in_seconds).questions] == ["export_date"]


def test_a_day_of_export_before_the_last_vote_is_refused() -> None:
    assert refused(newer(small()), {"export_date": "2020-01-01"})
    assert [question.id for question in read(newer(small()), {"export_date": "last week"}).questions] == ["export_date"]


# Text


def test_bodies_without_quotation_marks_are_put_together_again(
    conversation_name: str, polis_files: Callable[[str], Files]
) -> None:
    files = polis_files(conversation_name)
    rows = list(csv.reader(io.StringIO(files["comments.csv"].decode(), newline="")))
    flat = [[*row[:-1], re.sub(r"\s*[\r\n]+\s*", " ", row[-1])] for row in rows]
    unquoted = "".join(",".join(row) + "\n" for row in flat).encode()
    parsed = read(files | {"comments.csv": unquoted})
    assert "unquoted_bodies" in parsed.notes
    expected = {row[rows[0].index("comment-id")]: row[-1] for row in flat[1:]}
    assert {text.source_id: text.body for text in parsed.texts} == expected


def test_a_line_break_in_an_unquoted_body_is_refused_with_its_row() -> None:
    files = small()
    files["comments.csv"] = files["comments.csv"].replace(b'"', b"")
    assert places(refused(files)) == [("comments.csv", 4, None)]


def test_an_unquoted_body_that_begins_with_a_quotation_mark_swallows_nothing() -> None:
    files = small()
    head, first, *_ = files["comments.csv"].splitlines()
    lines = [
        head,
        first.replace(b"Halli", b'"Halli'),
        b'1700000001000,Wed,1,11,3,2,1,He said, it is "fine"',
        b"1700000002000,Wed,2,30,1,1,-1,One, two, three",
        b'1700000003000,Wed,7,30,0,0,0,"All of it, quoted"',
    ]
    parsed = read(files | {"comments.csv": b"\n".join(lines)})
    assert [text.body for text in parsed.texts] == [
        '"Halli auki myös sunnuntaisin',
        'He said, it is "fine"',
        "One, two, three",
        "All of it, quoted",
    ]


def test_unquoted_bodies_that_happen_to_close_each_others_quotes_swallow_nothing() -> None:
    files = small()
    head, first, *_ = files["comments.csv"].splitlines()
    lines = [
        head,
        first.replace(b"Halli", b'"Halli'),
        b'1700000001000,Wed,1,11,3,2,1,The end"',
        b"1700000002000,Wed,2,30,1,1,-1,One",
        b"1700000003000,Wed,7,30,0,0,0,Two",
    ]
    content = b"\n".join(lines)
    assert len(list(csv.reader(io.StringIO(content.decode()), strict=True))) == 4  # the trap: one comment is gone
    assert len(read(files | {"comments.csv": content}).texts) == 4


def test_a_quoted_body_that_quotes_a_record_is_left_whole() -> None:
    quoted = b'"Hinnat, liput\nja vuorot"'
    files = changed("comments.csv", quoted, b'"Look:\n1700000001000,Wed,1,11,3,2,1,x\nend"')
    assert read(files).texts[1].body == "Look:\n1700000001000,Wed,1,11,3,2,1,x\nend"


def test_one_apostrophe_before_a_formula_is_taken_away() -> None:
    assert read(changed("comments.csv", b"=Kukaan", b"'=Kukaan")).texts[3].body == "=Kukaan ei äänestänyt"
    assert read(small()).texts[3].body == "=Kukaan ei äänestänyt"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_files_with_a_byte_order_mark_are_read(encoding: str) -> None:
    files = {name: content.decode().encode(encoding) for name, content in small().items()}
    parsed = read(check(files))
    assert parsed.texts == read_texts(small(), parsed)
    assert parsed.stored == read(small()).stored


def read_texts(files: Files, like: Parsed) -> tuple[adapters.Text, ...]:
    """The texts of the files with the surrogates of another reading."""
    pairs = zip(read(files).texts, like.texts, strict=True)
    return tuple(
        adapters.Text(text.source_id, text.body, text.language, dict(text.meta) | {"author": other.meta["author"]})
        for text, other in pairs
    )


def test_a_file_saved_in_a_finnish_spreadsheet_is_read_once_its_letters_are_confirmed() -> None:
    files = {name: csv_of_excel(content) if name != "summary.csv" else content for name, content in small().items()}
    parsed = read(check(files))
    (question,) = parsed.questions
    assert question.id == "encoding"
    assert question.samples[0].text == "Halli auki myös sunnuntaisin"
    confirmed = read(files, {"encoding": "right"})
    assert confirmed.questions == ()
    assert [text.body for text in confirmed.texts] == [text.body for text in read(small()).texts]
    assert refused(files, {"encoding": "wrong"})


def csv_of_excel(content: bytes) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(csv.reader(io.StringIO(content.decode(), newline="")))
    return text.getvalue().encode("cp1252")


def test_headers_are_found_in_any_order_and_any_case() -> None:
    files = small()
    for name in ("comments.csv", "votes.csv", "participants-votes.csv"):
        rows = list(csv.reader(io.StringIO(files[name].decode(), newline="")))
        rows[0] = [f" {column.upper()} " for column in rows[0]]
        files[name] = csv_bytes([list(reversed(row)) for row in rows])
    assert read(files).stored == read(small()).stored
    assert read_in_order(files).tables["votes"].equals(read_in_order(small()).tables["votes"])


def test_a_summary_may_be_missing_or_broken() -> None:
    files = small()
    assert read(files | {"summary.csv": b'topic,"never closed\nviews,1'}).stored["votes"] == 12
    del files["summary.csv"]
    assert read(files).questions == ()


# The exact way and the fast way


def test_both_ways_of_reading_give_the_same(
    conversation_name: str, polis_files: Callable[[str], Files], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = polis_files(conversation_name)
    fast = read_in_order(files)
    monkeypatch.setattr(polis, "_arrow", lambda *_, **__: None)
    exact = read_in_order(files)
    assert {name: table.to_pydict() for name, table in exact.tables.items()} == {
        name: table.to_pydict() for name, table in fast.tables.items()
    }
    assert (exact.read, exact.stored, exact.checks, exact.period) == (fast.read, fast.stored, fast.checks, fast.period)


# The door of the folder


def test_an_adapter_is_found_by_its_name_and_its_own_failure_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert adapters.readers()["polis"] is polis.read
    assert adapters.read("polis", small()).stored["votes"] == 12
    with pytest.raises(KeyError):
        adapters.read("telegraph", small())
    with pytest.raises(Refused):
        adapters.read("polis", {})

    def broken(*_: object, **__: object) -> Parsed:
        raise ZeroDivisionError("salaisuus")

    monkeypatch.setattr(adapters, "readers", lambda: {"polis": broken})
    with pytest.raises(Refused) as refusal:
        adapters.read("polis", small())
    assert "salaisuus" not in " ".join(refusal.value.lines("en"))


def test_the_files_of_a_real_conversation_pass_the_guards(
    conversation_name: str, polis_files: Callable[[str], dict[str, bytes]]
) -> None:
    files = polis_files(conversation_name)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    assert check(files) == files
    assert check({"export.zip": buffer.getvalue()}) == files
