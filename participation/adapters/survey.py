"""Survey answers from a CSV or an XLSX, whatever program made it: a person gives each column one role.

No header of any survey program is known here. The adapter looks at headers and values, suggests a role for each
column, and takes what a person decides as the answer to its question `mapping`: a JSON object by header, whose values
are `Column`s. Columns that look like names, e-mail addresses, phone numbers, personal identity codes, addresses, IP
addresses or accounts can only be ignored; their content is in no sample, no payload and no message. Whoever answered
is a random number, and the order of the file is not kept.

Source: resident-input design, section 2 ("All of them") and 2.3.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import islice

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from locales import N_, Message
from participation.adapters import Parsed, Question, Sample, Surrogates, Text, evening, statements
from participation.column_roles import (
    MOST_BANDS,
    MOST_CHOICES,
    MOST_VALUES,
    Class,
    Column,
    Look,
    asks_who,
    is_harmless,
    is_identifying,
    key,
    keys,
    look,
    may_be_listed,
    one_line,
    parts,
    tells_age,
)
from participation.columns import Columns, tables
from participation.guards import Limits
from participation.problems import Findings, Refused, refusal, shown_name
from participation.records import (
    BAD_DAY,
    NAMELESS,
    NO_ROWS,
    SAMPLES,
    TURNED,
    ask_encoding,
    day,
    folded,
    numbered,
    sample,
)

NAME = "survey"
VERSION = "1"
ANY_TABLE = True

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# The code of each class in the payload; no answer is null.
CLASS_CODES: Mapping[Class, int] = {"against": -1, "neutral": 0, "for": 1, "cannot_say": 2}
LISTED_ROLES = ("single", "background", "multi")  # what is answered is one of a list of values
ANSWERING = ("single", "multi", "scale", "open", "background")
STORED = (*ANSWERING, "time")
ALTERNATIVE = re.compile(r"[A-ZÅÄÖ]{1,5}\d{0,3}")
LISTED_EARLY = 10
MAPPING = TypeAdapter(dict[str, Column])

ROLES_UNREADABLE = N_("The roles of the columns cannot be read. Choose them again.")
ROLE_UNREADABLE = N_("The role of the column cannot be read. Choose it again.")
NO_COLUMN = N_("The file has no such column. Choose the roles again.")
ONLY_IGNORED = N_("The column looks like personal data and can only be left out.")
TWICE = N_("Another column already has this role. Leave this one out.")
NO_MAP = N_("Choose for each value whether it is against, neutral, for or cannot say.")
BAD_ALTERNATIVE = N_("Name the alternative by its code, such as VE1, or leave it empty.")
SAME_ALTERNATIVE = N_("Another column is already about this alternative. Leave the alternative of this one empty.")
NO_VALUES = N_("List the values that may be given.")
PERSONAL_VALUE = N_("A listed value looks like personal data. Take it out of the list.")
NO_BANDS = N_("Ages, years and dates identify people. Use bands such as 18-29.")
TOO_MANY_BANDS = N_("There are more than {limit} values. Use fewer and larger groups.")
NOTHING_TO_STORE = N_("No column holds answers. Give at least one column the role of a question.")
OUTSIDE = N_("The value is not in the list. Correct the value or add it to the list.")
REPEATED_ID = N_("Row {first} has the same id and other answers. Keep one of the two.")
OTHER_TEMPLATE = N_(
    "The file is a filled-in template of another kind: notes of an evening, or statements. Bring it in as that."
)
NOT_A_DAY = N_("The opening day is not a date. Choose it again.")


def read(
    files: Mapping[str, bytes],
    *,
    answers: Mapping[str, str],
    limits: Limits,
    surrogates: Surrogates,
) -> Parsed:
    """The answers of one survey from one file, CSV or XLSX.

    Tables: `answers`, one row for each answer in the order of its surrogate `row` (int32), with a column for each
    stored column of the file (scale int8 by `CLASS_CODES`, single and background dictionary strings, multi lists of
    strings, time date), and `columns` (id, header, role and alternative string). Texts: one for each open answer, by
    `<row>-<column id>-<file>`, where the last part only keeps two files apart.

    `answers` may hold `encoding` ("right" or "wrong"), `sheet` (its name), `second_header` ("yes" or "no"), `mapping`
    (JSON, see `Column`), `opens` (the day on which the survey opened, ISO) and `early` ("leave_out" or "keep": the
    answers given before that day).

    Raises `Refused` when a role does not fit its column, or a value is not in its list, is not a date where one is
    needed, or was turned into something else by a spreadsheet.
    """
    choice = _sheet(files, answers, limits)
    if isinstance(choice, Question):
        return _asking((choice,), 0, ())
    table, second_asked, seconds = _under_headers(choice, answers)
    identifying_at = cache(lambda place: is_identifying(table.header[place], table.cells[place].counts()))
    asked = ask_encoding(table, _words(table, identifying_at), answers) + second_asked
    given = answers.get("mapping")
    if second_asked or given is None:
        looks = _looks(table)
        identifying = tuple(look.header for look in looks if look.identifying)
        # The roles go by header, which the second header row may change.
        mapping_asked = () if second_asked else (_mapping_question(looks),)
        return _asking(asked + mapping_asked, len(table.numbers) + seconds, identifying)

    mapping = _mapping(table, identifying_at, given)
    rows, early, empty = _answered(table, mapping, answers)
    rows, repeated = _without_repeats(table, mapping, rows)
    if not len(rows) and not early[1]:
        raise refusal(table.file, Message(NO_ROWS))
    findings = Findings()
    stored = {place: _stored(table, place, mapping[place], rows, findings) for place in sorted(mapping)}
    findings.refuse_if_any()
    order = np.argsort(np.asarray(surrogates(len(rows)) if len(rows) else [], dtype=np.int64))
    days = [one for column in stored.values() for one in column.meanings if isinstance(one, date)]
    left_out = {"second_header": seconds, "before_opening": early[0], "no_answers": empty, "same_answer": repeated}
    texts = _texts(table, mapping, stored, order, _fingerprint(files))
    kept = {place for place, column in mapping.items() if column.role in STORED}
    return Parsed(
        adapter=NAME,
        version=VERSION,
        tables={"answers": _answers_table(mapping, stored, order), "columns": _columns_table(table, mapping)},
        texts=texts,
        read={"answers": len(table.numbers) + seconds},
        stored={"answers": len(rows)},
        left_out={reason: n for reason, n in left_out.items() if n},
        checks={"open_answers": len(texts)},
        differing=(),
        dropped=tuple(name for place, name in enumerate(table.header) if place not in kept),
        notes=(),
        questions=asked + early[1],
        period=(min(days), max(days)) if days else None,
    )


def columns(files: Mapping[str, bytes], *, answers: Mapping[str, str], limits: Limits) -> tuple[Look, ...]:
    """What a person sees of each column when giving it a role; empty while the sheet must first be chosen.

    Raises `Refused` when the file cannot be read.
    """
    choice = _sheet(files, answers, limits)
    return () if isinstance(choice, Question) else _looks(_under_headers(choice, answers)[0])


# Which rows are answers


def _sheet(files: Mapping[str, bytes], answers: Mapping[str, str], limits: Limits) -> Columns | Question:
    """The table with the answers; of several sheets a person chooses one."""
    found = tables(files, limits)
    for one in found:
        names = {folded(name) for name in one.header}
        if set(evening.REQUIRED) <= names or set(statements.REQUIRED) <= names:
            raise refusal(one.file, Message(OTHER_TEMPLATE))
    by_name = {one.sheet or "": one for one in found}
    if len(found) > 1 and answers.get("sheet") not in by_name:
        options = tuple(
            (name, Message(N_("{sheet}: {rows} rows"), {"sheet": shown_name(name), "rows": len(one.numbers)}))
            for name, one in by_name.items()
        )
        return Question("sheet", Message(N_("Which sheet holds the answers?")), options)
    table = found[0] if len(found) == 1 else by_name[answers["sheet"]]
    if not len(table.numbers):
        raise refusal(table.file, Message(NO_ROWS))
    return table


def _under_headers(table: Columns, answers: Mapping[str, str]) -> tuple[Columns, tuple[Question, ...], int]:
    """The table under the header, what to ask about its first row, and how many header rows it was not the only.

    Some programs write a second header row under the first: the wording of the questions, or the options of one.
    """
    first = [column[0] for column in table.cells]
    answer = answers.get("second_header")
    if answer not in ("yes", "no") and _looks_like_header(table):
        harmless = [
            cell for name, cell in zip(table.header, first, strict=True) if is_harmless(cell) and not asks_who(name)
        ]
        question = Question(
            "second_header",
            Message(N_("Row {row} looks like a second header row. Is it one?"), {"row": int(table.numbers[0])}),
            (("yes", Message(N_("Yes, it holds headers"))), ("no", Message(N_("No, somebody answered so")))),
            tuple(Sample(sample(cell)) for cell in harmless[:SAMPLES]),
        )
        return table, (question,), 0
    if answer != "yes" or len(table.numbers) < 2:
        return table, (), 0
    names, above = [], ""
    for name, cell in zip(table.header, first, strict=True):
        under = " ".join(cell.split())
        above = above if name.startswith(NAMELESS) and above else name
        names.append(f"{above}: {under}" if under and folded(under) != folded(above) else name)
    return table.without_first(numbered(names)), (), 1


def _looks_like_header(table: Columns) -> bool:
    """Whether the first row is of another kind than all others in the columns whose answers are of a kind."""
    closed = foreign = 0
    for column in table.cells:
        first = column[0]
        if len(column.values) > MOST_VALUES + 1 and not all(
            _measures(one.strip()) for one in column.values[1:4] if one.strip()
        ):
            continue  # neither a few choices nor numbers: its answers are of no one kind
        counts = column.counts()
        counts[first] -= 1
        counts = +counts
        others = counts.total() - counts[""]
        different = {key(value) for value in counts if value.strip()} if len(counts) <= MOST_VALUES else set()
        of_one_kind = (different and len(different) <= MOST_CHOICES and len(different) * 3 <= others) or all(
            _measures(value.strip()) for value in counts if value.strip()
        )
        if others < 3 or not of_one_kind or not first.strip():
            continue
        closed += 1
        foreign += key(first) not in different and not _measures(first.strip())
    nameless = any(name.startswith(NAMELESS) for name in table.header)
    return foreign >= (1 if nameless else 2) and foreign * 5 >= closed * 4


def _measures(value: str) -> bool:
    """Whether a value is a number or a date."""
    return day(value) is not None or re.fullmatch(r"[+-]?\d+(?:[.,]\d+)?", value) is not None


def _answered(
    table: Columns, mapping: Mapping[int, Column], answers: Mapping[str, str]
) -> tuple[Ints, tuple[int, tuple[Question, ...]], int]:
    """The rows in which somebody answered something, the early ones left out with what to ask, and the empty ones.

    Answers given before the opening day are usually tests. They are shown and stay out unless a person keeps them.
    """
    asking = [place for place, column in mapping.items() if column.role in ANSWERING]
    filled: Bools = np.logical_or.reduce([~table.cells[place].blank() for place in asking])
    for place in asking:
        filled |= np.isin(table.numbers, [number for number, _ in table.turned_at(place)])
    timed = next((place for place, column in mapping.items() if column.role == "time"), None)
    opens = _opening(table, answers)
    early: Bools = np.zeros(len(table.numbers), dtype=bool)
    days: list[date | None] = []
    if timed is not None and opens and answers.get("early") != "keep":
        days = [day(value) for value in table.cells[timed].values]
        early = filled & table.cells[timed].where([on is not None and on < opens for on in days])
    rows, left = np.flatnonzero(filled & ~early), np.flatnonzero(early)
    empty = int((~filled).sum())
    if not len(left) or answers.get("early") == "leave_out" or timed is None:
        return rows, (len(left), ()), empty
    shown = [(int(table.numbers[row]), days[table.cells[timed].codes[row]]) for row in left[:LISTED_EARLY]]
    question = Question(
        "early",
        Message(
            N_("Answers given before the opening day {day}: {count}. Are they tests?"),
            {"count": len(left), "day": opens.isoformat() if opens else ""},
        ),
        (("leave_out", Message(N_("Tests: leave them out"))), ("keep", Message(N_("Real answers: keep them")))),
        tuple(Sample(on.isoformat(), {"row": number}) for number, on in shown if on is not None),
    )
    return rows, (len(left), (question,)), empty


def _opening(table: Columns, answers: Mapping[str, str]) -> date | None:
    if not answers.get("opens"):
        return None
    try:
        return date.fromisoformat(answers["opens"])
    except ValueError as fault:
        raise refusal(table.file, Message(NOT_A_DAY)) from fault


def _without_repeats(table: Columns, mapping: Mapping[int, Column], rows: Ints) -> tuple[Ints, int]:
    """The rows without those that have an earlier row's id and answers, and how many they were.

    Raises `Refused` when the same id has different answers.
    """
    keyed = next((place for place, column in mapping.items() if column.role == "id"), None)
    if keyed is None:
        return rows, 0
    column = table.cells[keyed]
    known = list(keys(column.values))
    if len(set(known)) == len(column.codes):
        return rows, 0
    places: dict[str, int] = {"": 0}
    by_value = np.array([places.setdefault(one, len(places)) for one in known], dtype=np.int64)
    ids = by_value[column.codes[rows]]
    often = np.bincount(ids, minlength=len(places)) > 1
    often[0] = False  # who has no id repeats nobody
    compared = [place for place, column in mapping.items() if column.role in STORED]
    findings = Findings()
    first_of: dict[int, int] = {}
    kept = np.ones(len(rows), dtype=bool)
    for at in np.flatnonzero(often[ids]).tolist():
        first = first_of.setdefault(int(ids[at]), at)
        if first == at:
            continue
        kept[at] = False
        row, before = rows[at], rows[first]
        if any(table.cells[place][row].strip() != table.cells[place][before].strip() for place in compared):
            params = {"first": int(table.numbers[before])}
            findings.add(table.file, int(table.numbers[row]), table.header[keyed], Message(REPEATED_ID, params))
    findings.refuse_if_any()
    return rows[kept], int((~kept).sum())


# The roles of the columns


def _looks(table: Columns) -> tuple[Look, ...]:
    """Each column with a suggestion; of what there can be only one, the first column that looks like it."""
    looks: list[Look] = []
    taken: set[str] = set()
    for header, column in zip(table.header, table.cells, strict=True):
        seen = look(header, column.counts())
        found = seen.suggestion
        once = found.alternative or (found.role if found.role in ("id", "time") else "")
        if once in taken:
            other = Column(role="scale", map=found.map) if found.role == "scale" else Column(role="ignore")
            seen = replace(seen, suggestion=other)
        elif once:
            taken.add(once)
        looks.append(seen)
    return tuple(looks)


def _mapping_question(looks: Sequence[Look]) -> Question:
    """Asks for the roles. The only ready answer is to take what is suggested; a mapper makes others of `columns`.

    The figure beside each column is its number of filled cells, under the name of the suggested role.
    """
    suggested = {look.header: look.suggestion.model_dump(mode="json", exclude_defaults=True) for look in looks}
    return Question(
        "mapping",
        Message(N_("What does each column hold? Columns that look like personal data are always left out.")),
        ((json.dumps(suggested, ensure_ascii=False), Message(N_("Take the suggested roles"))),),
        tuple(Sample("\n".join((look.header, *look.samples)), {look.suggestion.role: look.filled}) for look in looks),
    )


def _mapping(table: Columns, identifying_at: Callable[[int], bool], given: str) -> dict[int, Column]:
    """The columns that are not ignored, by position. Raises `Refused` naming each column whose role does not fit."""
    try:
        decided = MAPPING.validate_json(given)
    except ValidationError as fault:
        raise _unreadable_roles(table, fault) from None
    findings = Findings()
    mapping: dict[int, Column] = {}
    for header, column in decided.items():
        place = table.at(header)
        if place is None:
            findings.add(table.file, table.header_row, header, Message(NO_COLUMN))
        elif column.role != "ignore" and identifying_at(place):
            findings.add(table.file, table.header_row, header, Message(ONLY_IGNORED))
        elif column.role != "ignore":
            mapping[place] = column
    for place, column in mapping.items():
        what = _unfit(column, [other for at, other in mapping.items() if at < place])
        if what is not None:
            findings.add(table.file, table.header_row, table.header[place], what)
    if not findings.total and not any(column.role in ANSWERING for column in mapping.values()):
        findings.add(table.file, None, None, Message(NOTHING_TO_STORE))
    findings.refuse_if_any()
    return mapping


def _unreadable_roles(table: Columns, fault: ValidationError) -> Refused:
    """The columns whose roles are not well-formed; what was written in them is not repeated."""
    named = dict.fromkeys(str(error["loc"][0]) for error in fault.errors() if error["loc"])
    findings = Findings()
    for header in named:
        findings.add(table.file, table.header_row, header, Message(ROLE_UNREADABLE))
    if not named:
        findings.add(table.file, None, None, Message(ROLES_UNREADABLE))
    return Refused(findings.problems, findings.total)


def _unfit(column: Column, before: Sequence[Column]) -> Message | None:
    """What is wrong with a column's role, given the columns before it."""
    if column.role in ("id", "time") and any(other.role == column.role for other in before):
        return Message(TWICE)
    if column.role == "scale":
        code = _code(column)
        if not column.map:
            return Message(NO_MAP)
        if code is not None and not ALTERNATIVE.fullmatch(code):
            return Message(BAD_ALTERNATIVE)
        if code is not None and any(_code(other) == code for other in before if other.role == "scale"):
            return Message(SAME_ALTERNATIVE)
    if column.role in LISTED_ROLES:
        if not any(value.strip() for value in column.values):
            return Message(NO_VALUES)
        if not all(map(may_be_listed, column.values)):
            return Message(PERSONAL_VALUE)
    if column.role == "background":
        if len(column.values) > MOST_BANDS:
            return Message(TOO_MANY_BANDS, {"limit": MOST_BANDS})
        if any(tells_age(value) for value in column.values):
            return Message(NO_BANDS)
    return None


def _code(column: Column) -> str | None:
    return (column.alternative or "").strip().upper() or None


def _words(table: Columns, identifying_at: Callable[[int], bool]) -> Iterator[str]:
    """Headers and harmless values, the first in which letters can be seen to be right or wrong."""
    yield from table.header
    for place, column in enumerate(table.cells):
        if not identifying_at(place):
            strange = (cell for cell in column.values if not cell.isascii())
            yield from (cell for cell in islice(strange, MOST_VALUES) if is_harmless(cell))


# Cells


# What spreadsheets make of 1-2 when a file goes through them as CSV.
_MADE_DATE = re.compile(
    r"\d{1,2}[. -]{1,2}(?:\d{1,2}\.?|(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu|"
    r"jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)\w*)(?:[. -]+\d{2,4})?|"
    r"(?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)\w*[. -]\d{1,2}"
)


@dataclass(frozen=True)
class Stored:
    """What is stored of one column: the meaning of each different text, and which of them each kept row has.

    A meaning is None for no answer. scale: code, listed roles: value or values as listed, time: date, open: text; of an
    id nothing is stored.
    """

    meanings: tuple[object, ...]
    codes: Ints


def _stored(table: Columns, place: int, column: Column, rows: Ints, findings: Findings) -> Stored:
    """What is stored of the kept rows' cells; what is wrong with one of them goes to `findings`."""
    if column.role == "id":
        return Stored((), np.zeros(0, dtype=np.int64))
    cells = table.cells[place].of(rows)
    known = _known(column)
    meanings = [_meaning(cell.strip(), column, known) for cell in cells.values]
    faults: dict[int, Message] = {}
    wrong = np.flatnonzero(cells.where([isinstance(meaning, Message) for meaning in meanings]))
    for row in wrong.tolist():
        found = meanings[int(cells.codes[row])]
        assert isinstance(found, Message)
        faults[row] = found
    marks = {number: mark for number, mark in table.turned_at(place) if mark != "date" or column.role != "time"}
    if marks:
        for row in np.flatnonzero(np.isin(table.numbers[rows], list(marks))).tolist():
            faults[row] = Message(TURNED[marks[int(table.numbers[rows[row]])]])
    for row in sorted(faults):
        findings.add(table.file, int(table.numbers[rows[row]]), table.header[place], faults[row])
    return Stored(tuple(meanings), cells.codes.astype(np.int64))


def _meaning(cell: str, column: Column, known: Mapping[str, object]) -> object:
    if not cell:
        return None
    return cell if column.role == "open" else _understood(cell, column, known)


def _known(column: Column) -> dict[str, object]:
    """What is stored for each value that may be given."""
    if column.role == "scale":
        return {key(value): CLASS_CODES[found] for value, found in column.map.items()}
    return {key(value): one_line(value) for value in reversed(column.values) if value.strip()}


def _understood(cell: str, column: Column, known: Mapping[str, object]) -> object:
    """What is stored for a cell, or a Message that tells what is wrong with it."""
    if column.role == "time":
        return day(cell) or Message(BAD_DAY)
    if column.role == "multi":
        chosen = [known.get(key(part)) for part in parts(cell, column.separator)]
        return chosen if None not in chosen else Message(OUTSIDE)
    found = known.get(key(cell))
    if found is None:
        return Message(TURNED["date"] if day(cell) or _MADE_DATE.fullmatch(folded(cell)) else OUTSIDE)
    return found


# What is stored


def _column_id(place: int) -> str:
    return f"c{place + 1}"


def _answers_table(mapping: Mapping[int, Column], stored: Mapping[int, Stored], order: Ints) -> pa.Table:
    table = {"row": pa.array(np.arange(len(order)), pa.int32())}
    kinds = {"scale": pa.int8(), "multi": pa.list_(pa.string()), "time": pa.date32()}
    for place in sorted(mapping):
        column = mapping[place]
        if column.role in ("single", "background"):
            table[_column_id(place)] = _dictionary(stored[place], column, order)
        elif column.role in kinds:
            meanings = pa.array(stored[place].meanings, kinds[column.role])
            table[_column_id(place)] = meanings.take(pa.array(stored[place].codes[order]))
    return pa.table(table)


def _dictionary(stored: Stored, column: Column, order: Ints) -> pa.DictionaryArray:
    """The values in the order of their list, those that nobody gave included."""
    listed = list(dict.fromkeys(_known(column)[key(value)] for value in column.values if value.strip()))
    code_of = {value: code for code, value in enumerate(listed)}
    codes = pa.array([None if value is None else code_of[value] for value in stored.meanings], pa.int32())
    return pa.DictionaryArray.from_arrays(codes.take(pa.array(stored.codes[order])), pa.array(listed, pa.string()))


def _columns_table(table: Columns, mapping: Mapping[int, Column]) -> pa.Table:
    kept = [(place, mapping[place]) for place in sorted(mapping) if mapping[place].role in STORED]
    return pa.table(
        {
            "id": pa.array([_column_id(place) for place, _ in kept], pa.string()),
            "header": pa.array([table.header[place] for place, _ in kept], pa.string()),
            "role": pa.array([column.role for _, column in kept], pa.string()),
            "alternative": pa.array([_code(column) for _, column in kept], pa.string()),
        }
    )


def _texts(
    table: Columns, mapping: Mapping[int, Column], stored: Mapping[int, Stored], order: Ints, file: str
) -> tuple[Text, ...]:
    """Every open answer, by surrogate and column: the order of the file would tell who is who."""
    found: list[tuple[int, int, str]] = []
    for place in sorted(mapping):
        if mapping[place].role == "open":
            one = stored[place]
            said = np.array([meaning is not None for meaning in one.meanings], dtype=bool)
            codes = one.codes[order]
            found += [(row, place, str(one.meanings[codes[row]])) for row in np.flatnonzero(said[codes]).tolist()]
    return tuple(
        Text(f"{row}-{_column_id(place)}-{file}", body, None, _about(table, place, row))
        for row, place, body in sorted(found)
    )


def _about(table: Columns, place: int, row: int) -> dict[str, object]:
    return {"row": row, "column": _column_id(place), "question": table.header[place]}


def _fingerprint(files: Mapping[str, bytes]) -> str:
    """Keeps apart the texts of two files of one activity, whose surrogates are the same numbers."""
    return f"{zlib.crc32(next(iter(files.values()))):08x}"


def _asking(questions: tuple[Question, ...], read_rows: int, dropped: tuple[str, ...]) -> Parsed:
    """Nothing can be told of the answers before the questions about the file are answered."""
    return Parsed(
        adapter=NAME,
        version=VERSION,
        tables={},
        texts=(),
        read={"answers": read_rows},
        stored={},
        left_out={},
        checks={},
        differing=(),
        dropped=dropped,
        notes=(),
        questions=questions,
        period=None,
    )
