"""All nine shared conversations, from files to frozen release, against figures computed from the files alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data import activities, decisions, engine, imports, people, releases, schema
from data.permissions import Actor
from participation import adapters, guards, opinion_groups
from participation.release import Release, Row, Shown, Table

POLIS = Path(__file__).resolve().parents[3] / "shared" / "data" / "polis"
CONVERSATIONS = sorted(path.name for path in POLIS.iterdir() if path.is_dir()) if POLIS.exists() else []
STANCES = {-1: "against", 0: "neutral", 1: "for_"}


@pytest.fixture(scope="module")
def preparer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Actor]:
    made = engine.make(f"sqlite:///{tmp_path_factory.mktemp('nine')}/nine.db")
    schema.upgrade(made)
    engine.use(made)
    yield Actor(people.add("Preparer", "test", "preparer", ["preparer"]), "preparer")
    engine.use(None)
    made.dispose()


def released(preparer: Actor, name: str) -> tuple[int, Release]:
    """The whole way by the verbs that the pages use."""
    files = guards.check({path.name: path.read_bytes() for path in (POLIS / name).iterdir()})
    parsed = adapters.read("polis", files)
    decision = decisions.create(
        preparer, title={"fi": name}, body="Valtuusto", service="Palvelu", meeting_date=date(2027, 1, 1),
        alternatives=["Nykytila", "Muutos", "Toinen"],
    )  # fmt: skip
    activity = activities.add(preparer, decision, channel="conversation", title={"fi": name})
    imports.store(preparer, activity, parsed, sha256=imports.fingerprint(files), original_name=name)
    frozen = releases.freeze(preparer, decision)
    release = releases.latest(preparer, decision)
    assert release is not None
    assert release.sha256() == frozen.sha256
    return decision, release


def matrix(name: str) -> pd.DataFrame:
    """participant, group-id and one column per comment: read here with pandas alone."""
    return pd.read_csv(POLIS / name / "participants-votes.csv")


def counts(sheet: pd.DataFrame, comment: str) -> dict[str, int]:
    votes = sheet[comment].dropna()
    return {stance: int((votes == vote).sum()) for vote, stance in STANCES.items()}


def fits_size(shown: Shown, n: int) -> bool:
    match shown.kind:
        case "exact":
            return n == shown.low
        case "band":
            return (shown.low or 0) <= n <= (shown.high or 0)
    return shown.kind == "under" and n < (shown.low or 0)


WORDS = {"few": 0, "quarter": 25, "half": 50, "three_quarters": 75}


def fits_share(shown: Shown, count: int, n: int) -> bool:
    """Whether a published share is what these counts round to, computed here from the rule's words."""
    share = 100 * count / n
    match shown.kind:
        case "percent":
            return abs(share - (shown.low or 0)) <= (shown.step or 0) / 2
        case "below":
            return share < (shown.low or 0)
        case "above":
            return share > (shown.low or 0)
        case "word":
            return abs(share - WORDS[str(shown.word)]) <= 12.5
    return False


def wrong_figures(row: Row, truth: dict[str, int]) -> list[str]:
    n = sum(truth.values())
    if row.hidden:
        carried = [row.n, row.against, row.neutral, row.for_, row.nearly_all, row.cannot_say]
        return [] if not any(carried) else [f"{row.id}: a hidden row carries figures"]
    assert row.n is not None
    found = [] if fits_size(row.n, n) and n >= 10 else [f"{row.id}: n {row.n} for {n}"]
    if row.nearly_all:
        stance = "for_" if row.nearly_all == "for" else row.nearly_all
        return found + ([] if truth[stance] / n >= 0.875 else [f"{row.id}: nearly all for {truth}"])
    for stance, count in truth.items():
        shown = getattr(row, stance)
        if shown is None or not fits_share(shown, count, n):
            found.append(f"{row.id} {stance}: {shown} for {count} of {n}")
    return found


def group_rows(table: Table) -> list[Row]:
    return [row for row in table.rows if not row.hidden]


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_every_published_figure_is_what_the_files_give(preparer: Actor, name: str) -> None:
    _, release = released(preparer, name)
    sheet, comments = matrix(name), pd.read_csv(POLIS / name / "comments.csv")
    result = release.activities[0]
    published = {int(table.id.removeprefix("comment-")): table for table in result.tables}
    meta = comments["is-meta"].astype(str).str.lower().isin(["true", "1"]) if "is-meta" in comments else False
    expected = set(comments.loc[(comments["moderated"] != -1) & ~pd.Series(meta, index=comments.index), "comment-id"])
    assert set(published) == expected
    assert result.participants is not None
    assert fits_size(result.participants, len(sheet))
    letters = {chr(65 + i): g for i, g in enumerate(sorted(sheet["group-id"].dropna().unique()))}
    wrong: list[str] = []
    figures = 0
    for comment, table in published.items():
        column = str(comment)
        if column not in sheet:
            assert table.total.hidden, "a comment that nobody voted on has no figures"
            continue
        wrong += wrong_figures(table.total, counts(sheet, column))
        figures += not table.total.hidden
        for row in group_rows(table):
            mine = sheet[sheet["group-id"] == letters[row.id]] if row.id in letters else sheet[sheet["group-id"].isna()]
            wrong += wrong_figures(row, counts(mine, column))
            figures += 1
    print(f"{name}: {figures} published rows, {len(wrong)} differ")
    assert figures > 0
    assert wrong == []


def test_a_changed_figure_would_be_found(preparer: Actor) -> None:
    """Negative control: one vote more in the truth, and the exact totals no longer fit."""
    _, release = released(preparer, "scoop-hivemind.biodiversity")
    sheet = matrix("scoop-hivemind.biodiversity")
    exact = [t for t in release.activities[0].tables if t.total.n is not None and t.total.n.kind == "exact"]
    truth = counts(sheet, exact[0].id.removeprefix("comment-"))
    assert wrong_figures(exact[0].total, truth) == []
    assert wrong_figures(exact[0].total, truth | {"for_": truth["for_"] + 1}) != []


def test_london_publishes_no_group_row(preparer: Actor) -> None:
    _, release = released(preparer, "london.youth.policing")
    assert [row for table in release.activities[0].tables for row in group_rows(table)] == []
    opinion = release.activities[0].opinion
    assert opinion is not None
    assert all(group.n is None and group.representative == () for group in opinion.groups)


def test_the_hidden_group_of_freshwater_cannot_be_recovered(preparer: Actor) -> None:
    """117 voted, 108 in one group and 9 in the other: no comment may show the 108 beside the 117.

    Every split of a total that fits what is published is tried: the nine must stay open in each comment.
    """
    _, release = released(preparer, "scoop-hivemind.freshwater")
    for table in release.activities[0].tables:
        assert group_rows(table) == [], table.id
    sizes = (
        {group.id: group.n for group in release.activities[0].opinion.groups} if release.activities[0].opinion else {}
    )
    assert set(sizes.values()) == {None}, "the size of one group beside the total would give the other"


def test_the_groups_of_freshwater_would_be_recovered_without_the_block_rule() -> None:
    """Negative control: the larger group's whole per cents beside the exact total leave the nine one answer."""
    sheet = matrix("scoop-hivemind.freshwater")
    recovered = 0
    for comment in [column for column in sheet.columns if column.isdecimal()]:
        everyone, large = counts(sheet, comment), counts(sheet[sheet["group-id"] == 1], comment)
        n = sum(large.values())
        if n < 20:
            continue
        shares = {stance: round(100 * count / n) for stance, count in large.items()}
        fits = [[k for k in range(10) if round(100 * (everyone[s] - k) / n) == shares[s]] for s in everyone]
        hidden = sum(everyone.values()) - n
        recovered += sum(sum(split) == hidden for split in product(*fits)) == 1
    assert recovered > 0


def test_group_informed_consensus_of_bg2050_is_reproduced_for_371_of_371() -> None:
    files = guards.check({path.name: path.read_bytes() for path in (POLIS / "bg2050-volunteers").iterdir()})
    parsed = adapters.read("polis", files)
    found = opinion_groups.opinion(parsed.tables["votes"], parsed.tables["participants"], parsed.tables["comments"])
    comments = pd.read_csv(POLIS / "bg2050-volunteers" / "comments.csv")
    exported = dict(zip(comments["comment-id"], comments["group-informed-consensus"], strict=True))
    same = [id for id, value in found.shared.items() if np.isclose(value, exported[id], rtol=0, atol=1e-12)]
    print(f"bg2050: {len(same)} of {len(found.shared)}")
    assert len(same) == len(found.shared) == 371


def test_the_same_file_again_stores_nothing(preparer: Actor) -> None:
    name = "15-per-hour-seattle"
    decision, _ = released(preparer, name)
    activity = activities.listing(preparer, decision)[0].id
    files = guards.check({path.name: path.read_bytes() for path in (POLIS / name).iterdir()})
    again = imports.store(
        preparer,
        activity,
        adapters.read("polis", files),
        sha256=imports.fingerprint(files),
        original_name="toinen nimi",
    )
    assert again.already is not None
    assert len(imports.listing(preparer, decision)) == 1
