from __future__ import annotations

import csv
import io
import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, get_args

import numpy as np
import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from data.demo import input as demo
from participation import adapters, column_roles, columnar
from participation.adapters import Parsed, random_order, survey
from participation.adapters.survey import CLASS_CODES, STORED
from participation.column_roles import Class, Role, asks_who, suggest
from participation.guards import Limits, check
from participation.problems import LISTED, Problem, Refused
from participation.templates_csv import template_csv
from tests.imports.mutating import broken

Rows = Sequence[Sequence[object]]
HEADER = ("Vastausnumero", "Aika", "VE1: mitä mieltä olet?", "Ikäryhmä", "Mitä muuta?", "Sähköposti")
STEPS = ("Kannatan", "Siltä väliltä", "Vastustan", "En osaa sanoa")
BANDS = ("alle 18", "18-29", "30-64", "65-")
MAP = {"Kannatan": "for", "Siltä väliltä": "neutral", "Vastustan": "against", "En osaa sanoa": "cannot_say"}
ROLES: Mapping[str, Any] = {
    "Vastausnumero": {"role": "id"},
    "Aika": {"role": "time"},
    "VE1: mitä mieltä olet?": {"role": "scale", "map": MAP, "alternative": "VE1"},
    "Ikäryhmä": {"role": "background", "values": list(BANDS)},
    "Mitä muuta?": {"role": "open"},
    "Sähköposti": {"role": "ignore"},
}


def answer(number: int) -> list[object]:
    """A made-up answer; every fourth person wrote something."""
    return [
        str(number),
        f"{1 + number % 28}.5.2025 klo 12.{number % 60:02}",
        STEPS[number % 4],
        BANDS[number % 3],
        f"Vastaus numero {number}, jossa on asiaa" if number % 4 == 0 else "",
        f"vastaaja{number}@esimerkki.example",
    ]


ANSWERS: Rows = [answer(number) for number in range(1, 41)]


def as_csv(rows: Rows, header: Sequence[object] = HEADER) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([header, *rows])
    return text.getvalue().encode()


def as_xlsx(rows: Rows, header: Sequence[object] = HEADER, *more: tuple[str, Rows]) -> bytes:
    book = openpyxl.Workbook()
    for row in [header, *rows]:
        book.active.append(list(row))
    for name, other in more:
        sheet = book.create_sheet(name)
        for row in other:
            sheet.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def in_file_order(n: int) -> NDArray[np.int64]:
    return np.arange(n)


def read_file(
    name: str,
    content: bytes,
    roles: Mapping[str, Any] | None = ROLES,
    surrogates: adapters.Surrogates = in_file_order,
    **answers: str,
) -> Parsed:
    if roles is not None:
        answers["mapping"] = json.dumps(roles)
    return survey.read(check({name: content}), answers=answers, limits=Limits(), surrogates=surrogates)


def read(rows: Rows = ANSWERS, roles: Mapping[str, Any] | None = ROLES, **answers: str) -> Parsed:
    return read_file("kysely.csv", as_csv(rows), roles, **answers)


def column(values: Sequence[object], role: Mapping[str, Any], header: str = "Kysymys") -> Parsed:
    """A survey whose first column is this one."""
    rows = [[value, "Kannatan"] for value in values]
    return read_file("k.csv", as_csv(rows, [header, "VE1"]), {header: role, "VE1": {"role": "scale", "map": MAP}})


def refused(call: Callable[[], object]) -> tuple[Problem, ...]:
    with pytest.raises(Refused) as refusal:
        call()
    assert refusal.value.lines("en")[-1].endswith("Nothing was stored.")
    return refusal.value.problems


def places(problems: Iterable[Problem]) -> list[tuple[int | None, str | None]]:
    return [(problem.row, problem.column) for problem in problems]


def with_cell(row: int, place: int, value: object) -> Rows:
    """The answers with one cell changed; `row` is the record number."""
    rows = [list(one) for one in ANSWERS]
    rows[row - 2][place] = value
    return rows


def everything(parsed: Parsed) -> str:
    """All that would be stored or shown of a file."""
    tables = {name: table.to_pydict() for name, table in parsed.tables.items()}
    return repr((tables, parsed.texts, parsed.questions, parsed.dropped, parsed.left_out))


# What is stored


def test_the_payload_has_a_column_for_each_question() -> None:
    parsed = read()
    answers, columns = (columnar.unpack(columnar.pack(parsed.tables))[name] for name in ("answers", "columns"))
    assert answers.schema == pa.schema(
        [
            ("row", pa.int32()),
            ("c2", pa.date32()),
            ("c3", pa.int8()),
            ("c4", pa.dictionary(pa.int32(), pa.string())),
        ]
    )
    first = {"row": 0, "c2": date(2025, 5, 2), "c3": 0, "c4": "18-29"}
    assert answers.slice(0, 1).to_pylist() == [first]
    assert columns.to_pylist() == [
        {"id": "c2", "header": "Aika", "role": "time", "alternative": None},
        {"id": "c3", "header": "VE1: mitä mieltä olet?", "role": "scale", "alternative": "VE1"},
        {"id": "c4", "header": "Ikäryhmä", "role": "background", "alternative": None},
        {"id": "c5", "header": "Mitä muuta?", "role": "open", "alternative": None},
    ]
    assert (parsed.read, parsed.stored, parsed.left_out) == ({"answers": 40}, {"answers": 40}, {})
    assert parsed.period == (date(2025, 5, 1), date(2025, 5, 28))
    assert parsed.questions == ()


def test_classes_are_counted_as_a_person_mapped_them() -> None:
    codes = Counter(read().tables["answers"]["c3"].to_pylist())
    assert codes == {CLASS_CODES[found]: 10 for found in get_args(Class)}
    turned = {**ROLES, "VE1: mitä mieltä olet?": {"role": "scale", "map": {**MAP, "Kannatan": "against"}}}
    assert Counter(read(roles=turned).tables["answers"]["c3"].to_pylist())[CLASS_CODES["against"]] == 20


def test_an_open_answer_is_a_text_to_be_reviewed_and_not_in_the_payload() -> None:
    parsed = read()
    assert len(parsed.texts) == 10
    assert parsed.texts[0].body == "Vastaus numero 4, jossa on asiaa"
    assert parsed.texts[0].meta == {"row": 3, "column": "c5", "question": "Mitä muuta?"}
    assert parsed.texts[0].source_id.startswith("3-c5-")
    assert "jossa on asiaa" not in repr({name: table.to_pydict() for name, table in parsed.tables.items()})


def test_the_id_of_the_source_and_the_order_of_the_file_are_not_kept() -> None:
    def backwards(n: int) -> NDArray[np.int64]:
        return np.arange(n)[::-1]

    rows = [[f"avain-{number}", *answer(number)[1:]] for number in range(1, 41)]
    parsed = read_file("k.csv", as_csv(rows), surrogates=backwards)
    assert "avain" not in everything(parsed)
    assert "Vastausnumero" in parsed.dropped
    assert parsed.tables["answers"]["row"].to_pylist() == list(range(40))
    assert parsed.tables["answers"]["c3"].to_pylist() == read(rows).tables["answers"]["c3"].to_pylist()[::-1]
    assert [text.meta["row"] for text in parsed.texts] == sorted(39 - n for n in range(3, 40, 4))


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(40)))
def test_whatever_the_surrogates_the_same_people_gave_the_same_answers(order: list[int]) -> None:
    def drawn(_n: int) -> NDArray[np.int64]:
        return np.array(order)

    def people(parsed: Parsed) -> Counter[tuple[object, ...]]:
        words = {text.meta["row"]: text.body for text in parsed.texts}
        answers = parsed.tables["answers"].to_pylist()
        return Counter((row["c2"], row["c3"], row["c4"], words.get(row["row"])) for row in answers)

    assert people(read_file("k.csv", as_csv(ANSWERS), surrogates=drawn)) == people(read())


def test_texts_of_two_files_of_one_activity_are_never_taken_for_the_same() -> None:
    first, second = read(ANSWERS[:20]), read(ANSWERS[20:])
    assert not {text.source_id for text in first.texts} & {text.source_id for text in second.texts}
    assert [text.source_id for text in read().texts] == [text.source_id for text in read().texts]


def test_a_workbook_gives_the_same_as_the_csv() -> None:
    typed = [[int(str(row[0])), datetime(2025, 5, 1 + int(str(row[0])) % 28, 12, 0), *row[2:]] for row in ANSWERS]
    from_xlsx = read_file("kysely.xlsx", as_xlsx(typed))
    assert from_xlsx.tables == read().tables
    assert [text.body for text in from_xlsx.texts] == [text.body for text in read().texts]


def test_values_keep_the_order_and_the_spelling_of_the_list() -> None:
    parsed = column(["30–64 ", "ALLE  18"], {"role": "single", "values": list(BANDS)})
    assert parsed.tables["answers"]["c1"].to_pylist() == ["30-64", "alle 18"]
    assert parsed.tables["answers"]["c1"].combine_chunks().dictionary.to_pylist() == list(BANDS)


def test_no_answer_is_null_and_not_a_value() -> None:
    parsed = column(["alle 18", "", " "], {"role": "background", "values": list(BANDS)})
    assert parsed.tables["answers"]["c1"].to_pylist() == ["alle 18", None, None]
    assert column(["1", ""], {"role": "scale", "map": {"1": "for"}}).tables["answers"]["c1"].to_pylist() == [1, None]


def test_several_choices_of_one_cell_are_a_list() -> None:
    role = {"role": "multi", "values": ["Bussi", "Pyörä", "Kävely"], "separator": ";"}
    parsed = column(["Bussi;Kävely;", "pyörä", ""], role)
    assert parsed.tables["answers"]["c1"].to_pylist() == [["Bussi", "Kävely"], ["Pyörä"], None]
    assert places(refused(lambda: column(["Bussi;Vene"], role))) == [(2, "Kysymys")]


def test_one_column_for_each_option_is_read_without_a_separator() -> None:
    role = {"role": "multi", "values": ["x"]}
    assert column(["x", "", "X"], role).tables["answers"]["c1"].to_pylist() == [["x"], None, ["x"]]


def test_a_step_that_a_spreadsheet_wrote_as_a_decimal_number_is_the_same_step() -> None:
    role = {"role": "scale", "map": {"1": "against", "2": "for"}}
    assert column(["1", "2,0", "2.00"], role).tables["answers"]["c1"].to_pylist() == [-1, 1, 1]


def test_columns_without_a_role_are_dropped_and_listed() -> None:
    parsed = read(roles={"VE1: mitä mieltä olet?": ROLES["VE1: mitä mieltä olet?"]})
    assert parsed.dropped == ("Vastausnumero", "Aika", "Ikäryhmä", "Mitä muuta?", "Sähköposti")
    assert parsed.texts == ()
    assert parsed.tables["answers"].schema.names == ["row", "c3"]


# The mapper


def test_without_roles_a_person_is_asked_for_them() -> None:
    parsed = read(roles=None)
    (question,) = parsed.questions
    assert question.id == "mapping"
    assert [sample.text.split("\n")[0] for sample in question.samples] == list(HEADER)
    assert question.samples[2].text.split("\n")[1:] == ["Siltä väliltä", "Vastustan", "En osaa sanoa"]
    assert question.samples[2].figures == {"scale": 40}
    assert (dict(parsed.tables), parsed.texts, parsed.stored) == ({}, (), {})
    assert parsed.dropped == ("Sähköposti",)


def test_what_is_suggested_can_be_taken_as_it_is() -> None:
    (question,) = read(roles=None).questions
    ((suggested, _),) = question.options
    assert json.loads(suggested)["Sähköposti"] == {"role": "ignore"}
    parsed = read(roles=None, mapping=suggested)
    assert parsed.questions == ()
    assert parsed.tables["columns"]["role"].to_pylist() == ["time", "scale", "background", "open"]


def test_a_mapper_sees_the_values_of_closed_questions_and_nothing_of_identifying_ones() -> None:
    looks = {look.header: look for look in survey.columns({"k.csv": as_csv(ANSWERS)}, answers={}, limits=Limits())}
    assert set(looks["VE1: mitä mieltä olet?"].values) == set(STEPS)
    assert looks["Ikäryhmä"].suggestion.values == ["18-29", "30-64", "alle 18"]
    assert (looks["Sähköposti"].identifying, looks["Sähköposti"].samples, looks["Sähköposti"].values) == (True, (), ())
    assert looks["Sähköposti"].filled == 40


YEARS = [str(1950 + n % 50) for n in range(60)]


@pytest.mark.parametrize(
    ("header", "values", "role"),
    [
        ("ID", ["3", "1", "7"], "id"),
        ("Vastaustunnus", ["a1", "a2", "a3"], "id"),
        ("Lähetetty", ["1.5.2025 12.30", "2.5.2025 9.05"], "time"),
        ("Completion time", ["2025-05-01 12:30:00", "2025-05-02 09:05:00"], "time"),
        ("VE2", ["Täysin samaa mieltä", "Jokseenkin eri mieltä", "En osaa sanoa"], "scale"),
        ("Mielipide", ["Ei puolesta eikä vastaan", "Selvästi puolesta"], "scale"),
        ("Åsikt", ["Helt av annan åsikt", "Delvis av samma åsikt", "Vet inte"], "scale"),
        ("Opinion", ["Strongly disagree", "Neither agree nor disagree", "Agree"], "scale"),
        ("Asuinalue", ["Keskusta", "Rantakylä"] * 10, "background"),
        ("Postinumero", ["40100", "40200"] * 10, "background"),
        ("Ikä", YEARS, "ignore"),
        ("Ikä", ["34", "51"] * 10, "ignore"),
        ("Kuljetko bussilla?", ["Kyllä", "Ei"] * 10, "single"),
        ("Millä kuljet?", ["Bussi;Pyörä", "Pyörä", "Bussi;Auto", "Auto"] * 5, "multi"),
        ("Arvosana", ["1", "2", "3", "4", "5"] * 4, "single"),
        ("Mitä toivot?", ["Valoja", "Penkkejä, ja puita", "Bussin"], "open"),
        ("Mitä toivot?", [], "ignore"),
        ("Mitä toivot?", ["", " "], "ignore"),
    ],
)
def test_a_role_is_suggested_from_header_and_values(header: str, values: list[str], role: Role) -> None:
    assert suggest(header, values).role == role


def test_the_sides_of_a_scale_are_suggested_by_words_and_a_person_confirms() -> None:
    found = suggest("Kannatatko VE 3:a?", ["Kannatan", "En kannata", "En kannata enkä vastusta", "En osaa sanoa"])
    assert found.map == {
        "En kannata": "against",
        "En kannata enkä vastusta": "neutral",
        "En osaa sanoa": "cannot_say",
        "Kannatan": "for",
    }
    assert found.alternative == "VE3"
    assert suggest("VE1 vai VE2?", ["Kannatan", "Vastustan"]).alternative is None


def test_only_one_column_is_suggested_as_the_time_and_as_an_alternative() -> None:
    header = ["Aloitusaika", "Lopetusaika", "VE1", "VE1 vielä"]
    rows = [["1.5.2025", "2.5.2025", "Kannatan", "Vastustan"]] * 3
    parsed = survey.read({"k.csv": as_csv(rows, header)}, answers={}, limits=Limits(), surrogates=random_order)
    roles = json.loads(parsed.questions[0].options[0][0])
    assert [roles[name]["role"] for name in header] == ["time", "ignore", "scale", "scale"]
    assert [roles[name].get("alternative") for name in header] == [None, None, "VE1", None]


ANY_CELL = st.one_of(
    st.sampled_from(
        [*STEPS, *BANDS, "1", "2,0", "1.5.2025", "a;b", "040 123 4567", "aino@esimerkki.example", "1950", ""]
    ),
    st.text(max_size=8),
)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=12), st.lists(ANY_CELL, max_size=12))
def test_the_quick_look_for_personal_data_sees_what_the_whole_one_sees(header: str, cells: list[str]) -> None:
    counts = Counter(cells)
    assert column_roles.is_identifying(header, counts) == column_roles.look(header, counts).identifying


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=12), st.lists(ANY_CELL, max_size=12))
def test_a_suggestion_always_fits_its_column(header: str, values: list[str]) -> None:
    found = suggest(header, values)
    assert survey._unfit(found, []) is None
    known = survey._known(found)
    for value in values:
        if value.strip() and found.role in (*survey.LISTED_ROLES, "scale"):
            assert not isinstance(survey._understood(value.strip(), found, known), survey.Message)


# Roles that do not fit


@pytest.mark.parametrize(
    "role",
    [
        {"role": "scale"},
        {"role": "scale", "map": MAP, "alternative": "<b>"},
        {"role": "single"},
        {"role": "multi", "separator": ";"},
        {"role": "background", "values": [" "]},
        {"role": "background", "values": [f"alue {number}" for number in range(31)]},
        {"role": "background", "values": ["17", "34"]},
        {"role": "background", "values": ["1984"]},
        {"role": "background", "values": ["1.5.2001"]},
        {"role": "single", "values": ["040 123 4567"]},
        {"role": "time", "values": 5},
        {"role": "nimi"},
        {"map": MAP},
        {"role": "open", "keep": True},
        "open",
    ],
)
def test_a_role_that_does_not_fit_is_named_by_its_column(role: object) -> None:
    assert places(refused(lambda: read(roles={**ROLES, "Ikäryhmä": role}))) == [(1, "Ikäryhmä")]


@pytest.mark.parametrize("given", ["", "[]", "{", '"x"', "{}", '{"Aika": {"role": "time"}}'])
def test_roles_that_cannot_be_read_or_keep_nothing_are_refused(given: str) -> None:
    refused(lambda: read(roles=None, mapping=given))


def test_roles_are_given_once_each() -> None:
    again = {"Vastausnumero": {"role": "time"}}
    assert places(refused(lambda: read(roles={**ROLES, **again}))) == [(1, "Aika")]
    scale = {"role": "scale", "map": MAP, "alternative": "ve1"}
    header = ["VE1", "Uudelleen"]
    problems = refused(lambda: read_file("k.csv", as_csv([["Kannatan"] * 2], header), dict.fromkeys(header, scale)))
    assert places(problems) == [(1, "Uudelleen")]


def test_a_role_for_a_column_that_is_not_there_is_an_error() -> None:
    assert places(refused(lambda: read(roles={**ROLES, "Kunta": {"role": "open"}}))) == [(1, "Kunta")]


# Personal data in columns


@pytest.mark.parametrize(
    "header",
    [
        "Nimi", "nimi:", "Etunimi", "Sukunimesi", "Vastaajan nimi", "Namn", "Förnamn", "Full name", "Name",
        "author/name", "Sähköposti", "Sähköpostiosoite", "E-mail", "E-postadress", "Email address", "Puhelin", "GSM",
        "Puhelinnumerosi", "Telefon", "Phone number", "Hetu", "Henkilötunnus", "Personbeteckning", "SSN", "Osoite",
        "Katuosoite", "Adress", "IP", "IP-osoite", "IP address", "ip_hash", "Käyttäjätunnus", "Username",
        "Tilinumero", "IBAN", "Syntymäaika", "Date of birth", "Yhteystietosi",
        "Jos haluat osallistua arvontaan, kirjoita tähän sähköpostiosoitteesi",
    ],
)  # fmt: skip
def test_a_column_that_asks_who_somebody_is_can_only_be_ignored(header: str) -> None:
    values = [f"sisältö {number}" for number in range(20)]
    assert suggest(header, values).role == "ignore"
    for role in (
        {"role": "open"},
        {"role": "single", "values": values},
        {"role": "id"},
        {"role": "multi", "values": ["a"]},
    ):
        assert places(refused(lambda r=role: column(values, r, header))) == [(1, header)]  # type: ignore[misc]
    parsed = column(values, {"role": "ignore"}, header)
    assert parsed.dropped == (header,)
    assert "sisältö" not in everything(parsed)


@pytest.mark.parametrize(
    "header",
    [
        "Koulun nimi", "Millä nimellä uutta koulua pitäisi mielestäsi kutsua?", "Saako koulussa käyttää puhelinta?",
        "Mihin osoitteeseen uusi kirjasto pitäisi rakentaa?", "Haluatko tiedotteet sähköpostitse vai postissa kotiin?",
        "Ikäryhmä", "Asuinalue", "Tipi", "Kotikunta", "Mobiilisovelluksen tarpeellisuus koulussa sinun mielestäsi",
    ],
)  # fmt: skip
def test_a_question_about_names_or_phones_in_general_may_be_kept(header: str) -> None:
    assert not asks_who(header)


@pytest.mark.parametrize(
    "values",
    [
        [f"vastaaja{number}@esimerkki.example" for number in range(10)],
        [f"040 123 4{number}67" for number in range(10)],
        [f"40123456{number}" for number in range(10)],
        [f"13105{number}-308T" for number in range(10)],
        [f"FI21 1234 5600 0007 8{number}" for number in range(10)],
        [f"Esimerkkikatu {number} A 1, 40100 Koivulahti" for number in range(10)],
        [f"192.168.0.{number}" for number in range(10)],
        [f"2001:db8::{number}" for number in range(10)],
        [f"@tunnus{number}" for number in range(10)],
        ["Aino Esimerkki", "Onni Mallikas", "Eeva-Liisa Kuvitelma"],
        ["en halua kertoa"] * 6 + [f"vastaaja{number}@esimerkki.example" for number in range(4)],
    ],
)
def test_a_column_that_holds_personal_data_under_a_harmless_header_can_only_be_ignored(values: list[str]) -> None:
    assert suggest("Kysymys", values).role == "ignore"
    parsed = read_file("k.csv", as_csv([[value, "x"] for value in values], ["Kysymys", "Toinen"]), None)
    (look, _) = survey.columns(
        {"k.csv": as_csv([[v, "x"] for v in values], ["Kysymys", "Toinen"])}, answers={}, limits=Limits()
    )
    assert (look.identifying, look.samples) == (True, ())
    for told in (everything(parsed), repr(look)):
        assert not any(value in told for value in values)
    for role in ({"role": "open"}, {"role": "single", "values": values}, {"role": "background", "values": values}):
        problems = refused(lambda r=role: column(values, r))  # type: ignore[misc]
        assert places(problems) == [(1, "Kysymys")]
        assert not any(value in problem.line("en") for problem in problems for value in values)


@pytest.mark.parametrize(
    "values",
    [
        ["Soittakaa minulle 040 123 4567, kerron lisää kouluasioista", *(f"asiaa {number}" for number in range(9))],
        ["Pohjoinen Suuralue", "Eteläinen Suuralue"] * 5,
        ["Y-tunnus 0174666-4 on väärin", "hyvä", "huono"],
        [],
    ],
)
def test_an_open_answer_with_a_phone_number_and_districts_of_two_words_are_not_dropped(values: list[str]) -> None:
    assert not column_roles.identifies("Kysymys", Counter(values))


def test_a_sample_never_shows_what_looks_like_personal_data() -> None:
    words = [
        "Soita 040 123 4567 niin kerron",
        "Terveisin Aino Esimerkki",
        "Lisää valoja",
        "aino@esimerkki.example kiitos",
    ]
    rows = [[word, "x"] for word in words * 3]
    (question,) = read_file("k.csv", as_csv(rows, ["Mitä toivot?", "Toinen"]), None).questions
    assert question.samples[0].text == "Mitä toivot?\nLisää valoja"
    assert not any(word in repr(question) for word in ("040", "Aino", "@"))


def test_one_address_among_choices_is_an_error_that_does_not_repeat_it() -> None:
    values = ["Kyllä", "Ei"] * 10 + ["aino@esimerkki.example"]
    problems = refused(lambda: column(values, {"role": "single", "values": ["Kyllä", "Ei"]}))
    assert places(problems) == [(22, "Kysymys")]
    assert "aino" not in problems[0].line("en")


def test_a_check_by_header_alone_would_be_found() -> None:
    """Negative control: without a look at the values an address column of another name would be kept."""
    values = [f"vastaaja{number}@esimerkki.example" for number in range(10)]
    assert not asks_who("Kysymys")
    assert column_roles.identifies("Kysymys", Counter(values))


# Traps of the table


def test_translated_headers_are_mapped_by_whatever_they_are() -> None:
    roles = {"Åsikt om alternativ 1": {"role": "scale", "map": {"Stöder": "for"}, "alternative": "VE1"}}
    parsed = read_file("k.csv", as_csv([["Stöder"]], ["Åsikt om alternativ 1"]), roles)
    assert parsed.tables["answers"]["c1"].to_pylist() == [1]


def test_repeated_headers_are_numbered_and_have_roles_of_their_own() -> None:
    roles = {"Miksi?": {"role": "open"}, "Miksi? (2)": {"role": "ignore"}}
    parsed = read_file("k.csv", as_csv([["a", "b"], ["c", "d"]], ["Miksi?", "Miksi?"]), roles)
    assert [text.body for text in parsed.texts] == ["a", "c"]
    assert parsed.dropped == ("Miksi? (2)",)


SECOND = ["", "", "Mitä mieltä olet uudesta koulusta?", "Kuinka vanha olet?", "Sana on vapaa", ""]


def test_a_second_header_row_is_shown_to_a_person_and_left_out() -> None:
    rows = [SECOND, *ANSWERS]
    parsed = read(rows, roles=None)
    (question,) = parsed.questions
    assert question.id == "second_header"
    assert [sample.text for sample in question.samples] == SECOND[2:5]
    asked = read(rows, roles=None, second_header="yes")
    headers = [sample.text.split("\n")[0] for sample in asked.questions[0].samples]
    assert headers[2] == "VE1: mitä mieltä olet?: Mitä mieltä olet uudesta koulusta?"
    suggested = asked.questions[0].options[0][0]
    stored = read(rows, roles=None, second_header="yes", mapping=suggested)
    assert (stored.read, stored.stored, stored.left_out) == ({"answers": 41}, {"answers": 40}, {"second_header": 1})


def test_options_under_one_question_become_columns_of_their_own() -> None:
    rows = [["Bussi", "Pyörä", "Muu"], *([str(n % 2), str(n % 3), "x"] for n in range(6))]
    parsed = read_file("k.csv", as_csv(rows, ["Millä kuljet?", "", ""]), None, second_header="yes")
    headers = [sample.text.split("\n")[0] for sample in parsed.questions[0].samples]
    assert headers == ["Millä kuljet?: Bussi", "Millä kuljet?: Pyörä", "Millä kuljet?: Muu"]


def test_a_first_answer_is_not_taken_for_a_header() -> None:
    assert [question.id for question in read(roles=None).questions] == ["mapping"]
    kept = read([[*SECOND[:2], "Kannatan", "18-29", "", ""], *ANSWERS], second_header="no")
    assert kept.stored == {"answers": 41}


def test_blank_rows_at_the_end_are_not_answers_and_rows_with_an_id_alone_are_counted() -> None:
    parsed = read([*ANSWERS, ["41", "1.6.2025", "", "", "", "x@esimerkki.example"], [""] * 6, [" "] * 6])
    assert (parsed.read, parsed.stored) == ({"answers": 41}, {"answers": 40})
    assert parsed.left_out == {"no_answers": 1}


def test_a_value_that_a_workbook_holds_as_a_date_is_an_error() -> None:
    for place in (2, 3, 4):
        rows = with_cell(5, place, datetime(2025, 2, 1))
        problems = refused(lambda r=rows: read_file("kysely.xlsx", as_xlsx(r)))  # type: ignore[misc]
        assert places(problems) == [(5, HEADER[place])]
        assert "made a date" in problems[0].line("en")
    assert read_file("kysely.xlsx", as_xlsx(with_cell(5, 5, datetime(2025, 2, 1)))).stored == {"answers": 40}


@pytest.mark.parametrize("made", ["1.2.2025", "1.helmi", "2-Jan", "Feb-1", "2025-02-01", "1.2.", "01.02"])
def test_a_value_that_a_csv_holds_as_a_date_is_told_as_one(made: str) -> None:
    problems = refused(lambda: column([made], {"role": "single", "values": ["1-2", "3-4"]}))
    assert "made a date" in problems[0].line("en")
    assert made not in problems[0].line("en")


def test_a_formula_in_a_question_is_an_error_and_in_a_dropped_column_it_is_not() -> None:
    assert places(refused(lambda: read_file("k.xlsx", as_xlsx(with_cell(7, 3, "=A1"))))) == [(7, "Ikäryhmä")]
    assert read_file("k.xlsx", as_xlsx(with_cell(7, 5, "=A1"))).stored == {"answers": 40}


def test_answers_before_the_opening_day_are_shown_and_a_person_removes_them() -> None:
    asked = read(opens="2025-05-03")
    (question,) = asked.questions
    assert question.id == "early"
    assert "2025-05-03: 3" in question.message.text("en")
    assert [(sample.text, sample.figures["row"]) for sample in question.samples] == [
        ("2025-05-02", 2),
        ("2025-05-01", 29),
        ("2025-05-02", 30),
    ]
    removed = read(opens="2025-05-03", early="leave_out")
    assert (removed.stored, removed.left_out, removed.questions) == ({"answers": 37}, {"before_opening": 3}, ())
    assert removed.period == (date(2025, 5, 3), date(2025, 5, 28))
    assert read(opens="2025-05-03", early="keep").stored == {"answers": 40}
    assert read(opens="2025-05-01").questions == ()


def test_a_test_answer_outside_the_list_does_not_hinder_removing_it() -> None:
    rows = with_cell(2, 3, "testi")
    assert [question.id for question in read(rows, opens="2025-05-03").questions] == ["early"]
    assert read(rows, opens="2025-05-03", early="leave_out").stored == {"answers": 37}
    assert places(refused(lambda: read(rows, opens="2025-05-03", early="keep"))) == [(2, "Ikäryhmä")]


def test_a_survey_of_test_answers_alone_is_asked_about_and_then_refused() -> None:
    assert [question.id for question in read(opens="2026-01-01").questions] == ["early"]
    refused(lambda: read(opens="2026-01-01", early="leave_out"))
    refused(lambda: read(opens="tammikuussa"))


@pytest.mark.parametrize(("place", "value"), [(2, "Kannatan vähän"), (3, "18-30"), (1, "toukokuussa")])
def test_a_value_outside_the_list_is_an_error_and_not_a_new_group(place: int, value: str) -> None:
    problems = refused(lambda: read(with_cell(14, place, value)))
    assert places(problems) == [(14, HEADER[place])]
    assert value not in problems[0].line("en")
    assert problems[0].line("en").startswith(f'kysely.csv, row 14, column "{HEADER[place]}": ')


def test_fifty_errors_are_listed_the_rest_counted_and_nothing_is_stored() -> None:
    with pytest.raises(Refused) as refusal:
        read([[str(n), "1.5.2025", "Kannatan", "vieras", "", ""] for n in range(60)])
    assert (len(refusal.value.problems), refusal.value.total) == (LISTED, 60)


def test_the_same_answer_twice_is_left_out_and_another_with_the_same_id_is_an_error() -> None:
    twice = read([*ANSWERS, ANSWERS[4]])
    assert (twice.read, twice.stored, twice.left_out) == ({"answers": 41}, {"answers": 40}, {"same_answer": 1})
    other = ["5", *answer(6)[1:]]
    problems = refused(lambda: read([*ANSWERS, other]))
    assert places(problems) == [(42, "Vastausnumero")]
    assert "Row 6" in problems[0].line("en")


def test_without_an_id_equal_answers_are_two_people() -> None:
    roles = {name: role for name, role in ROLES.items() if name != "Vastausnumero"}
    assert read([*ANSWERS, ANSWERS[4]], roles=roles).stored == {"answers": 41}


# What the file cannot tell


def test_one_of_several_sheets_is_chosen_by_a_person() -> None:
    content = as_xlsx([["Kyselyn tiedot"]], ["Ohje"], ("Vastaukset", [HEADER, *ANSWERS]))
    (question,) = read_file("k.xlsx", content).questions
    assert [value for value, _ in question.options] == ["Sheet", "Vastaukset"]
    assert question.options[1][1].text("en") == "Vastaukset: 40 rows"
    assert read_file("k.xlsx", content, sheet="Vastaukset").stored == {"answers": 40}
    assert survey.columns({"k.xlsx": content}, answers={}, limits=Limits()) == ()


def test_letters_in_cp1252_are_confirmed_by_a_person_together_with_the_roles() -> None:
    content = as_csv(ANSWERS).decode().encode("cp1252")
    assert [question.id for question in read_file("k.csv", content, None).questions] == ["encoding", "mapping"]
    assert read_file("k.csv", content, encoding="right").questions == ()
    refused(lambda: read_file("k.csv", content, encoding="wrong"))


def test_letters_of_an_identifying_column_are_not_shown() -> None:
    rows = [["Åke", "x"], ["Öyvind", "x"], ["Päivi", "x"]]
    content = as_csv(rows, ["Nimi", "Valinta"]).decode().encode("cp1252")
    assert [question.id for question in read_file("k.csv", content, None).questions] == ["mapping"]


def test_a_filled_in_template_of_another_kind_is_not_a_survey() -> None:
    for kind in ("evening", "statements"):
        assert "template" in refused(lambda k=kind: read_file("a.csv", template_csv(k), None))[0].line("en")  # type: ignore[misc]
    refused(lambda: read([]))
    refused(
        lambda: survey.read({"a.csv": b"a;b\n", "b.csv": b"c\n"}, answers={}, limits=Limits(), surrogates=random_order)
    )


# The demonstration


@pytest.mark.parametrize("case", ["kouluverkko", "hippos"])
def test_the_survey_of_the_demonstration_is_recognised_and_read(case: str) -> None:
    files = check(dict([demo.file(case, "survey", date(2026, 11, 1))]))
    (question,) = adapters.read("survey", files).questions
    parsed = adapters.read("survey", files, answers={"mapping": question.options[0][0]})
    columns = parsed.tables["columns"].to_pylist()
    assert [one["alternative"] for one in columns if one["role"] == "scale"] == ["VE0", "VE1", "VE2", "VE3"]
    assert {one["role"] for one in columns} == {"time", "scale", "background", "open"}
    assert parsed.stored["answers"] == parsed.read["answers"] > 400
    assert len(parsed.texts) > 80
    codes = parsed.tables["answers"]["c3"].to_pylist()
    assert set(codes) == set(CLASS_CODES.values())


def test_files_of_the_demonstration_fit_one_adapter_each() -> None:
    for kind in ("survey", "evening", "statements"):
        files = check(dict([demo.file("hippos", kind, date(2026, 11, 1))]))
        fitting = []
        for name in adapters.readers():
            try:
                adapters.read(name, files)
                fitting.append(name)
            except Refused:
                continue
        assert fitting == [kind]


def test_every_role_is_stored_or_known_not_to_be() -> None:
    assert {*STORED, "id", "ignore"} == set(get_args(Role))


# Broken files


def test_500_broken_files_with_and_without_roles_give_a_result_or_a_refusal_and_nothing_else() -> None:
    content, chance = as_csv(ANSWERS[:12]), random.Random(7)
    outcomes: Counter[str] = Counter()
    for number in range(500):
        bad = broken(content, chance)
        for roles in (None, ROLES if number % 2 else None):
            try:
                parsed = read_file("kysely.csv", bad, roles, random_order, opens="2025-05-03")
                outcomes["asking" if parsed.questions else "read"] += 1
            except Refused as refusal:
                refusal.lines("en")
                outcomes["refused"] += 1
    print(f"500 broken files: {dict(outcomes)}")
    assert outcomes.total() == 1_000
    assert outcomes["asking"] > 100
    assert outcomes["refused"] > 100


def test_500_broken_roles_give_a_result_or_a_refusal_and_nothing_else() -> None:
    content, chance = json.dumps(ROLES).encode(), random.Random(8)
    outcomes: Counter[str] = Counter()
    for _ in range(500):
        bad = broken(content, chance).decode("utf-8", "replace")
        try:
            read(ANSWERS[:12], roles=None, mapping=bad)
            outcomes["read"] += 1
        except Refused as refusal:
            refusal.lines("en")
            outcomes["refused"] += 1
    print(f"500 broken roles: {dict(outcomes)}")
    assert outcomes.total() == 500


def test_a_careless_reader_would_be_found() -> None:
    """Negative control: the same broken files break a reader that trusts them."""
    content, chance = as_csv(ANSWERS), random.Random(7)
    with pytest.raises((ValueError, KeyError, TypeError, AttributeError, csv.Error)):
        for _ in range(100):
            text = broken(content, chance).decode()
            [MAP[one["VE1: mitä mieltä olet?"]] for one in csv.DictReader(io.StringIO(text), delimiter=";")]


# What was said of the columns last time


def test_files_of_one_shape_have_the_same_headers_whatever_their_order() -> None:
    one = column_roles.shape(["Ikäryhmä", "Mielipide"])
    assert one == column_roles.shape(["mielipide ", "IKÄRYHMÄ"])
    assert one != column_roles.shape(["Ikäryhmä", "Mielipide", "Perustelu"])
    assert one != column_roles.shape(["IkäryhmäMielipide"])


def test_what_was_said_last_time_is_the_suggestion_and_new_values_are_added() -> None:
    looks = (
        column_roles.look("Ikäryhmä", Counter(["alle 18", "18–29", "30–64"] * 4)),
        column_roles.look("Mielipide", Counter(["hyvä", "huono", "sekä että"] * 4)),
        column_roles.look("Sähköposti", Counter(["a@b.fi", "c@d.fi"])),
        column_roles.look("Uusi", Counter(["x", "y"] * 6)),
    )
    said = {
        "Ikäryhmä": {"role": "background", "values": ["alle 18", "18–29"]},
        "Mielipide": {"role": "scale", "map": {"hyvä": "for", "huono": "against"}, "alternative": "VE1"},
        "Sähköposti": {"role": "open"},
        "Perustelu": {"role": "open"},
    }
    ages, opinion, mail, new = column_roles.as_before(looks, said)
    assert (ages.suggestion.role, ages.suggestion.values) == ("background", ["alle 18", "18–29", "30–64"])
    assert (opinion.suggestion.map, opinion.suggestion.alternative) == ({"hyvä": "for", "huono": "against"}, "VE1")
    assert (mail.suggestion.role, mail.identifying) == ("ignore", True)  # personal data is never kept by habit
    assert new == looks[3]
    broken = column_roles.as_before(looks, {"Ikäryhmä": {"role": "hologram"}, "Mielipide": "open"})
    assert broken == looks
