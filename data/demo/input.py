"""Resident input of the two demonstration cases, as the files that residents' channels really give.

Everything is made up (`texts/*.yaml`) and drawn with a fixed seed: the same case and day give the same bytes.
Formats: resident-input design, sections 2.2 (Polis, older zip), 2.3 (survey), 2.5 (evening notes), 2.6 (statements).
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

FOLDER = Path(__file__).parent
DAY = date(2026, 11, 21)  # the demonstration's own day, when the caller names no other
SEEDS = {"kouluverkko": 512, "hippos": 388}
CASES = tuple(SEEDS)

STANCES = (
    "Selvästi vastaan",
    "Jonkin verran vastaan",
    "Ei puolesta eikä vastaan",
    "Jonkin verran puolesta",
    "Selvästi puolesta",
    "En osaa sanoa",
)
BACKGROUND = ("age", "area", "role")
CHILD_ROLES = frozenset({"oppilas", "nuori", "lapsi"})
AGREE, PASS, DISAGREE = 1, 0, -1
IN_CONVERSATION = 7  # Polis groups those who have voted on at least seven comments
CHANGED_VOTES = 0.02  # share of votes that replaced an earlier one
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@cache
def decision(slug: str) -> Mapping[str, Any]:
    """The decision's content as written in `decisions/<slug>.yaml`."""
    return _read(FOLDER / "decisions" / f"{slug}.yaml")


@cache
def texts(case: str) -> Mapping[str, Any]:
    """What residents said about the case, as written in `texts/<case>.yaml`."""
    return _read(FOLDER / "texts" / f"{case}.yaml")


def slugs() -> tuple[str, ...]:
    """Every demonstration decision, in alphabetical order."""
    return tuple(sorted(path.stem for path in (FOLDER / "decisions").glob("*.yaml")))


def _read(path: Path) -> Mapping[str, Any]:
    content: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def period(case: str, file: str, today: date = DAY) -> tuple[date, date]:
    """First and last day of the activity whose input `file` is."""
    activity = next(activity for activity in decision(case)["activities"] if activity["file"] == file)
    return today + timedelta(days=activity["starts_in_days"]), today + timedelta(days=activity["ends_in_days"])


# ------------------------------------------------------------------ Polis


@dataclass(frozen=True)
class Conversation:
    """The votes behind a Polis export.

    groups: opinion group by voter (index 0 is participant 1), -1 = in no group
    votes: voters × comments; 1 agree, 0 pass, -1 disagree, -9 = not voted
    events: (milliseconds, comment, voter, vote), changed votes included
    authors, created: by comment; author 0 is the town, which wrote the first statements
    """

    groups: np.ndarray
    votes: np.ndarray
    events: tuple[tuple[int, int, int, int], ...]
    authors: tuple[int, ...]
    created: tuple[int, ...]


NOT_VOTED = -9


def polis_zip(case: str, today: date = DAY) -> bytes:
    """The case's Polis conversation in the older zip form: summary, comments, votes, participants-votes."""
    conversation = _conversation(case, today)
    files = {
        "summary.csv": _summary(case, conversation),
        "comments.csv": _comments(case, conversation),
        "votes.csv": _votes(conversation),
        "participants-votes.csv": _matrix(conversation),
    }
    _, last = period(case, "polis", today)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (last.year, last.month, last.day, 12, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return packed.getvalue()


def _conversation(case: str, today: date) -> Conversation:
    rng = np.random.default_rng(SEEDS[case])
    spoken = texts(case)["conversation"]
    comments = spoken["comments"]
    first, last = (_milliseconds(day) for day in period(case, "polis", today))
    last += 20 * 3_600_000  # closes at 20 UTC on the last day
    latent, grouped = _voters(rng, spoken)
    created = _creation_times(rng, comments, first, last)
    votes = _drawn_votes(rng, comments, latent, grouped)
    authors = _authors(rng, comments, latent, grouped)
    for comment, author in enumerate(authors):
        if author:
            votes[author - 1, comment] = AGREE  # Polis records that authors agree with their own comment
    return Conversation(
        groups=np.where(grouped, latent, -1),
        votes=votes,
        events=_events(rng, votes, authors, created, first, last),
        authors=authors,
        created=created,
    )


def _voters(rng: np.random.Generator, spoken: Mapping[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Each voter's opinion group and whether Polis puts the voter in it; those with few votes stay outside."""
    sizes = spoken["groups"]
    latent = np.concatenate([np.repeat(np.arange(len(sizes)), sizes), rng.integers(0, len(sizes), spoken["few_votes"])])
    grouped = np.arange(latent.size) < sum(sizes)
    order = rng.permutation(latent.size)
    return latent[order], grouped[order]


def _creation_times(
    rng: np.random.Generator, comments: Sequence[Mapping[str, Any]], first: int, last: int
) -> tuple[int, ...]:
    """The town's statements at the start, the others one after another over the first two thirds of the period."""
    seeds = sum(bool(comment.get("seed")) for comment in comments)
    later = np.sort(rng.integers(first + 3_600_000, first + (last - first) * 2 // 3, len(comments) - seeds))
    return (*(first + 1_000 * index for index in range(seeds)), *(int(moment) for moment in later))


def _drawn_votes(
    rng: np.random.Generator, comments: Sequence[Mapping[str, Any]], latent: np.ndarray, grouped: np.ndarray
) -> np.ndarray:
    voters, n = latent.size, len(comments)
    agree = np.array([comment["agree"] for comment in comments]).T[latent]
    passes = np.array([comment["pass"] for comment in comments])
    seen = np.array([comment["seen"] for comment in comments])
    eager = np.clip(rng.normal(1.0, 0.25, voters), 0.45, 1.4)
    draw = rng.random((voters, n))
    stand = np.where(rng.random((voters, n)) < agree, AGREE, DISAGREE)
    votes = np.where(rng.random((voters, n)) < passes, PASS, stand)
    votes[draw >= np.minimum(seen * eager[:, None], 0.98)] = NOT_VOTED
    for voter in range(voters):
        if grouped[voter]:
            _at_least(votes[voter], stand[voter], IN_CONVERSATION)
        else:
            _at_most(rng, votes[voter], IN_CONVERSATION - 1)
    return votes


def _at_least(own: np.ndarray, stand: np.ndarray, n: int) -> None:
    """Fills in votes on the first comments until the voter has `n` of them."""
    for comment in np.flatnonzero(own == NOT_VOTED)[: max(0, n - int((own != NOT_VOTED).sum()))]:
        own[comment] = stand[comment]


def _at_most(rng: np.random.Generator, own: np.ndarray, n: int) -> None:
    given = np.flatnonzero(own != NOT_VOTED)
    kept = rng.choice(given, int(rng.integers(1, n + 1)), replace=False)
    own[np.setdiff1d(given, kept)] = NOT_VOTED


def _authors(
    rng: np.random.Generator, comments: Sequence[Mapping[str, Any]], latent: np.ndarray, grouped: np.ndarray
) -> tuple[int, ...]:
    """Participant number of each comment's author: someone of the group that agrees with it most."""
    authors = []
    for comment in comments:
        if comment.get("seed"):
            authors.append(0)
            continue
        group = int(np.argmax(comment["agree"]))
        authors.append(int(rng.choice(np.flatnonzero((latent == group) & grouped))) + 1)
    return tuple(authors)


def _events(
    rng: np.random.Generator, votes: np.ndarray, authors: Sequence[int], created: Sequence[int], first: int, last: int
) -> tuple[tuple[int, int, int, int], ...]:
    """The log, by comment, voter and time. No two events of one voter on one comment share a moment."""
    voters, n = votes.shape
    arrival = first + np.asarray(rng.beta(1.2, 2.2, voters) * (last - first) * 0.9, dtype=np.int64)
    log: list[tuple[int, int, int, int]] = []
    for comment in range(n):
        for voter in np.flatnonzero(votes[:, comment] != NOT_VOTED):
            vote, participant = int(votes[voter, comment]), int(voter) + 1
            if participant == authors[comment]:
                log.append((created[comment] + 1, comment, participant, vote))
                continue
            begins = max(int(arrival[voter]), created[comment])
            moment = min(begins + int(rng.integers(2_000, 5_400_000)), last)
            if rng.random() < CHANGED_VOTES:
                before = int(rng.choice([value for value in (AGREE, PASS, DISAGREE) if value != vote]))
                log.append((moment - int(rng.integers(500, 1_500)), comment, participant, before))
            log.append((moment, comment, participant, vote))
    return tuple(sorted(log, key=lambda event: (event[1], event[2], event[0])))


def _summary(case: str, conversation: Conversation) -> str:
    spoken = texts(case)["conversation"]
    voters, comments = conversation.votes.shape
    rows = (
        ("topic", spoken["topic"]),
        ("url", spoken["url"]),
        ("views", spoken["views"]),
        ("voters", voters),
        ("voters-in-conv", voters),
        ("commenters", len(set(conversation.authors))),
        ("comments", comments),
        ("groups", len(spoken["groups"])),
        ("conversation-description", spoken["description"]),
    )
    return _csv(rows)


def _comments(case: str, conversation: Conversation) -> str:
    header = ("timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body")
    counts = np.zeros((len(conversation.created), 3), dtype=int)
    for _, comment, _, vote in conversation.events:
        counts[comment, vote + 1] += 1  # every event counts, changed votes included, as in real exports
    rows = [
        (
            moment,
            _clock(moment),
            number,
            conversation.authors[number],
            int(counts[number, AGREE + 1]),
            int(counts[number, DISAGREE + 1]),
            comment.get("moderated", 1),
            comment["text"],
        )
        for number, (moment, comment) in enumerate(
            zip(conversation.created, texts(case)["conversation"]["comments"], strict=True)
        )
    ]
    return _csv((header, *reversed(rows)))


def _votes(conversation: Conversation) -> str:
    rows = ((moment, _clock(moment), comment, voter, vote) for moment, comment, voter, vote in conversation.events)
    return _csv((("timestamp", "datetime", "comment-id", "voter-id", "vote"), *rows))


def _matrix(conversation: Conversation) -> str:
    numbers = range(conversation.votes.shape[1])
    rows: list[Sequence[object]] = [
        ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", *numbers)
    ]
    for voter, (group, own) in enumerate(zip(conversation.groups, conversation.votes, strict=True), start=1):
        rows.append(
            (
                voter,
                "" if group < 0 else int(group),
                conversation.authors.count(voter),
                int((own != NOT_VOTED).sum()),
                int((own == AGREE).sum()),
                int((own == DISAGREE).sum()),
                *("" if vote == NOT_VOTED else int(vote) for vote in own),
            )
        )
    return _csv(rows)


# ------------------------------------------------------------------ survey


def survey_csv(case: str, today: date = DAY) -> bytes:
    """The resident survey: semicolons, byte order mark and Finnish headers, as survey tools export for Excel."""
    rng = np.random.default_rng(SEEDS[case] + 1)
    survey = texts(case)["survey"]
    alternatives = decision(case)["alternatives"]
    segments = _largest_remainders(survey["respondents"], {k: v["share"] for k, v in survey["segments"].items()})
    people = [_respondent(rng, survey, segment) for segment, n in segments.items() for _ in range(n)]
    _give_open_answers(rng, survey, people)
    first, last = period(case, "survey", today)
    moments = sorted(_daytime(rng, first, last) for _ in people)
    order = rng.permutation(len(people))
    names = survey["columns"]
    header = (names["id"], names["time"], *_stance_headers(case), *(names[b] for b in BACKGROUND), names["open"])
    rows = [
        (
            number,
            moment.strftime("%d.%m.%Y %H:%M"),
            *(STANCES[people[who]["stances"][a["code"]]] for a in alternatives),
            *(_band(survey, people[who], name) for name in BACKGROUND),
            people[who]["open"],
        )
        for number, (moment, who) in enumerate(zip(moments, order, strict=True), start=1)
    ]
    return _csv((header, *rows), delimiter=";", end="\r\n").encode("utf-8-sig")


def _stance_headers(case: str) -> list[str]:
    """The form's question about each alternative, in register order."""
    wording = texts(case)["survey"]["columns"]["stance"]
    return [wording.format(code=a["code"], name=a["name"]["fi"]) for a in decision(case)["alternatives"]]


def _band(survey: Mapping[str, Any], person: Mapping[str, Any], name: str) -> str:
    """The form's words for one background variable of a respondent."""
    match name:
        case "age":
            return str(survey["ages"][person["age"]])
        case "role":
            return str(survey["roles"][person["role"]]["label"])
    return str(person[name])


def _largest_remainders(total: int, shares: Mapping[str, float]) -> dict[str, int]:
    exact = {name: total * share for name, share in shares.items()}
    counts = {name: int(value) for name, value in exact.items()}
    for name in sorted(exact, key=lambda name: counts[name] - exact[name])[: total - sum(counts.values())]:
        counts[name] += 1
    return counts


def _respondent(rng: np.random.Generator, survey: Mapping[str, Any], segment: str) -> dict[str, Any]:
    drawn = survey["segments"][segment]
    role = _drawn(rng, drawn["roles"])
    return {
        "segment": segment,
        "role": role,
        "age": _drawn(rng, survey["roles"][role]["ages"]),
        "area": _drawn(rng, dict(zip(survey["areas"], drawn["areas"], strict=True))),
        "stances": {code: int(_drawn(rng, dict(enumerate(weights)))) for code, weights in drawn["stances"].items()},
        "open": "",
    }


def _give_open_answers(rng: np.random.Generator, survey: Mapping[str, Any], people: list[dict[str, Any]]) -> None:
    """Each open answer goes to one respondent of its segment; a child's words never to an adult, nor the reverse."""
    waiting = [people[index] for index in rng.permutation(len(people))]
    for answer in survey["open"]:
        wanted = answer.get("r")
        person = next(
            person
            for person in waiting
            if person["segment"] == answer["s"]
            and not person["open"]
            and (person["role"] == wanted if wanted else person["role"] not in CHILD_ROLES | {"henkilosto"})
            and answer.get("a", person["age"]) in survey["roles"][person["role"]]["ages"]
        )
        person["open"] = answer["text"]
        person["age"] = answer.get("a", person["age"])


def _drawn(rng: np.random.Generator, weights: Mapping[Any, float]) -> Any:
    names = list(weights)
    share = np.array([float(weights[name]) for name in names])
    return names[int(rng.choice(len(names), p=share / share.sum()))]


def _daytime(rng: np.random.Generator, first: date, last: date) -> datetime:
    day = first + timedelta(days=int(rng.integers(0, (last - first).days + 1)))
    return datetime.combine(day, time(int(rng.integers(6, 23)), int(rng.integers(0, 60))))


# ------------------------------------------------------------------ evening and statements


def evening_csv(case: str, today: date = DAY) -> bytes:
    """The resident evening's notes in the product's own template: one row per idea, three ideas a group."""
    evening = texts(case)["evening"]
    day, _ = period(case, "evening", today)
    facts = (evening["event_id"], day.isoformat(), evening["place"], evening["participants"])
    header = ("event_id", "event_date", "place", "participants_n", "group_no", "group_size")
    rows = [
        (*facts, number, group["size"], rank, idea["idea"], evening["question"], idea["theme"] or "", case)
        for number, group in enumerate(evening["groups"], start=1)
        for rank, idea in enumerate(group["ideas"], start=1)
    ]
    return _csv(((*header, "rank", "idea", "question", "theme", "decision_id"), *rows), delimiter=";").encode("utf-8")


def statements_csv(case: str, today: date = DAY) -> bytes:
    """The statutory councils' statements in the product's own template."""
    rows = [
        (
            statement["council"],
            (today + timedelta(days=statement["in_days"])).isoformat(),
            case,
            statement["position"],
            statement["main_points"],
            statement["url"],
        )
        for statement in texts(case)["statements"]
    ]
    header = ("council", "date", "decision_id", "position", "main_points", "url")
    return _csv((header, *rows), delimiter=";").encode("utf-8")


FILES: Mapping[str, tuple[str, Callable[[str, date], bytes]]] = {
    "polis": ("{case}-polis.zip", polis_zip),
    "survey": ("{case}-kysely.csv", survey_csv),
    "evening": ("{case}-asukasilta.csv", evening_csv),
    "statements": ("{case}-lausunnot.csv", statements_csv),
}


def file(case: str, kind: str, today: date = DAY) -> tuple[str, bytes]:
    """Name and content of the file that an activity of the case names as its `file`."""
    name, made = FILES[kind]
    return name.format(case=case), made(case, today)


# ------------------------------------------------------------------ text


def _csv(rows: Iterable[Sequence[object]], delimiter: str = ",", end: str = "\n") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    return text.getvalue()


def _milliseconds(day: date) -> int:
    return int(datetime.combine(day, time(6), UTC).timestamp()) * 1000


def _clock(milliseconds: int) -> str:
    """The export's own wording of a moment; English whatever the machine's locale is."""
    moment = datetime.fromtimestamp(milliseconds // 1000, UTC)
    return f"{WEEKDAYS[moment.weekday()]} {MONTHS[moment.month - 1]} {moment:%d %H:%M:%S} UTC {moment.year}"
