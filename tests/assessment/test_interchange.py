"""What a file of a matter says, and what is wrong with one that is not such a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assessment import interchange
from assessment.answers import Answer
from assessment.interchange import BadFile
from assessment.matter import CHECKLIST, InputState, Matter, Source
from assessment.wording import Wording
from tests import large
from tests.assessment.cases import INSTRUMENTS, cell
from tests.reports.cases import matter, stored

THEMES = {41: {"fi": "Matkat"}, 43: {"fi": "Tilat", "sv": "Lokaler"}, 47: {"fi": "Nimeämätön"}}
GIVEN = {
    "basics/b_title": "Vanha nimi",
    "basics/b_goal": "Terveet tilat – ”turvallisesti”",
    "resident_input/r_changed": [{"theme": 43, "text": "Lisättiin."}, {"theme": 41, "text": "Muutettiin."}],
    "resident_input/r_not": [{"theme": 99, "text": "Teemaa ei ole."}],
    **cell("p_health", "VE1", impact5=-2, evidence=[8, 5], quantity="112"),
    **cell("p_safety", "VE1", evidence=[99], quantity="5 km"),
    "apart/f_opex": ["age_80"],
    **cell("f_opex:age_80", "VE1", impact5=1),
}


def made(**more: Any) -> Matter:
    sources = {5: Source(5, {"ev_title": "A", "ev_figure": {"theme": 1}}), 8: Source(8, {"ev_title": "B"})}
    whole = replace(matter(GIVEN), evidence=sources, input=InputState(released_themes=2))
    eva = whole.stored["eva"]
    unknown = Answer("basics/b_fixed", None, "Ei tiedetä.")
    empty = Answer("basics/b_open_reason", None)
    answers = {**eva.answers, unknown.key: unknown, empty.key: empty}
    facts = stored(2, CHECKLIST, {"facts/case_type": "service"})
    return replace(whole, stored={**whole.stored, "eva": replace(eva, answers=answers), CHECKLIST: facts}, **more)


def out(of: Matter | None = None) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(interchange.of(of or made(), THEMES).bytes())
    return said


def answers_of(said: dict[str, Any], instrument: str = "eva") -> dict[str, dict[str, Any]]:
    (found,) = [one for one in said["assessments"] if one["instrument"] == instrument]
    return {one["key"]: one for one in found["answers"]}


# ------------------------------------------------------------------ out


def test_the_decision_goes_out_with_its_own_fields() -> None:
    said = out()
    assert (said["format"], said["format_version"]) == ("vaikutuspolku/assessments", 1)
    assert said["decision"] == {
        "title": {"fi": "Kouluverkko"}, "summary": {"fi": "Päätetään kouluista."}, "language": "fi",
        "body": "Valtuusto", "meeting_date": "2027-03-01", "service": "Sivistys", "register_id": "123/2027",
        "made_up": False,
        "alternatives": [
            {"code": f"VE{n}", "name": {"fi": name}} for n, name in enumerate(("Nykytila", "Yhdistetään", "Suljetaan"))
        ],
    }  # fmt: skip
    assert [(one["instrument"], one["version"], one["sha256"]) for one in said["assessments"]] == [
        (id, INSTRUMENTS[id].template.version, INSTRUMENTS.hashes[id]) for id in (CHECKLIST, "eva")
    ]


def test_answers_go_out_once_and_what_is_the_decisions_own_or_empty_does_not() -> None:
    given = answers_of(out())
    assert list(given) == sorted(given)
    assert "basics/b_title" not in given
    assert "basics/b_open_reason" not in given
    assert given["basics/b_goal"]["value"] == "Terveet tilat – ”turvallisesti”"
    assert given["basics/b_fixed"] == {
        "key": "basics/b_fixed", "value": None, "unknown_reason": "Ei tiedetä.", "in_use": True,
    }  # fmt: skip
    assert given["screening/s_many"]["value"] == "yes"
    assert given["matrix/f_opex:age_80/VE1/impact5"]["value"] == 1
    assert answers_of(out(), CHECKLIST)["facts/case_type"]["value"] == "service"


def test_what_is_hidden_is_marked() -> None:
    given = answers_of(out())
    assert given["matrix/p_health/VE1/quantity"]["in_use"] is True
    assert given["matrix/p_safety/VE1/quantity"]["in_use"] is False
    assert given["apart/f_opex"]["in_use"] is True
    gone = made(alternatives=made().alternatives[:2])
    beyond = Answer("alternatives/VE2/alt_desc", "Poistettu.")
    eva = gone.stored["eva"]
    gone = replace(gone, stored={**gone.stored, "eva": replace(eva, answers={**eva.answers, beyond.key: beyond})})
    assert answers_of(out(gone))["alternatives/VE2/alt_desc"]["in_use"] is False


def test_sources_and_themes_get_numbers_of_the_file() -> None:
    said = out()
    given = answers_of(said)
    assert said["sources"] == [{"ref": 1, "fields": {"ev_title": "A"}}, {"ref": 2, "fields": {"ev_title": "B"}}]
    assert given["matrix/p_health/VE1/evidence"]["value"] == [2, 1]
    assert "matrix/p_safety/VE1/evidence" not in given  # its source is not there any more
    assert said["themes"] == [
        {"ref": 1, "title": {"fi": "Matkat"}}, {"ref": 2, "title": {"fi": "Tilat", "sv": "Lokaler"}},
    ]  # fmt: skip
    assert given["resident_input/r_changed"]["value"] == [
        {"theme": 2, "text": "Lisättiin."}, {"theme": 1, "text": "Muutettiin."},
    ]  # fmt: skip
    assert "resident_input/r_not" not in given


def test_an_instrument_that_is_not_open_stays_behind() -> None:
    whole = made()
    no = {key: "no" for key in whole.stored["eva"].answers if key.startswith("screening/")}
    unopened = replace(whole, stored={**whole.stored, "eva": stored(1, "eva", no), "lava": stored(9, "lava", {})})
    assert [one["instrument"] for one in out(unopened)["assessments"]] == [CHECKLIST, "eva"]


def test_equal_matters_give_equal_bytes() -> None:
    one = interchange.of(made(), THEMES)
    assert one.bytes() == interchange.of(made(), THEMES).bytes()
    assert one.sha256() == interchange.of(made(), THEMES).sha256()
    assert one.bytes().endswith(b"\n")
    assert "”turvallisesti”".encode() in one.bytes()
    assert interchange.read(one.bytes()) == one


# ------------------------------------------------------------------ in


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    said = out()
    change(said)
    return json.dumps(said).encode()


def twice(part: str) -> Callable[[dict[str, Any]], object]:
    return lambda said: said[part].append(said[part][0])


def first_answer_again(said: dict[str, Any]) -> None:
    said["assessments"][1]["answers"].append(said["assessments"][1]["answers"][0])


NOT_JSON = "The file is not JSON."
SHAPE = "The file is not an assessment of this service, or a part of it is missing or wrong: {}."
TWICE = "The same thing stands twice in the file: {}."
ORDER = "The alternatives of the file are not VE0, VE1 and so on in order."
WRONG: list[tuple[bytes, str]] = [
    (b"", NOT_JSON),
    (b"\xff\xfe", NOT_JSON),
    (b"[" * 100_000, NOT_JSON),
    (b'{"format": NaN}', NOT_JSON),
    (b"[]", SHAPE.format("/")),
    (changed(lambda said: said.update(format="other")), SHAPE.format("format")),
    (changed(lambda said: said.update(format_version=2)), SHAPE.format("format_version")),
    (changed(lambda said: said.update(more=1)), SHAPE.format("more")),
    (changed(lambda said: said["decision"].pop("body")), SHAPE.format("decision/body")),
    (changed(lambda said: said["sources"][0].update(ref=0)), SHAPE.format("sources/0/ref")),
    (changed(lambda said: said["assessments"][0].update(sha256="x")), SHAPE.format("assessments/0/sha256")),
    (changed(first_answer_again), TWICE.format("eva/apart/f_opex")),
    (changed(twice("assessments")), TWICE.format(CHECKLIST)),
    (changed(twice("sources")), TWICE.format("sources/1")),
    (changed(twice("themes")), TWICE.format("themes/1")),
    (
        changed(lambda said: said["decision"]["alternatives"][1].update(name={"sv": "Slå ihop"})),
        "An alternative of the file has no name in the language of the matter.",
    ),
    (
        changed(lambda said: said["decision"]["alternatives"][1].update(name={"fi": " "})),
        "An alternative of the file has no name in the language of the matter.",
    ),
    (changed(lambda said: said["decision"]["alternatives"].reverse()), ORDER),
    (changed(lambda said: said["decision"]["alternatives"].pop(0)), ORDER),
    (b" " * (interchange.MAX_BYTES + 1), "The file is larger than 5 megabytes."),
]


@pytest.mark.parametrize(("content", "said"), WRONG, ids=range(len(WRONG)))
def test_a_wrong_file_is_told_with_its_place(content: bytes, said: str) -> None:
    with pytest.raises(BadFile) as refused:
        interchange.read(content)
    assert refused.value.message.text("en") == said
    assert str(refused.value) == said


def test_a_file_holds_so_many_answers_and_no_more() -> None:
    def filled(n: int) -> bytes:
        def put(said: dict[str, Any]) -> None:
            said["assessments"][1]["answers"] = [{"key": f"basics/{i}", "value": "x"} for i in range(n)]
            said["assessments"][0]["answers"] = []

        return changed(put)

    assert len(interchange.read(filled(interchange.MAX_ANSWERS)).assessments[1].answers) == interchange.MAX_ANSWERS
    with pytest.raises(BadFile, match=f"more than {interchange.MAX_ANSWERS} answers"):
        interchange.read(filled(interchange.MAX_ANSWERS + 1))


def test_the_largest_file_is_read() -> None:
    content = interchange.of(made(), THEMES).bytes()
    assert interchange.read(content + b" " * (interchange.MAX_BYTES - len(content))) == interchange.read(content)


def test_places_of_a_file_are_named_before_anything_is_stored() -> None:
    file = interchange.read(interchange.of(made(), THEMES).bytes())
    words = Wording(interchange.outline(file, INSTRUMENTS, "kunta"), "fi")
    asked = INSTRUMENTS["eva"].section("basics").questions[2]
    assert words.place("eva", "basics/b_goal") == asked.fi
    assert words.alternative("VE1") == "VE1 Yhdistetään"
    outline = words.matter
    assert (outline.head.title, outline.head.body, outline.head.service) == (
        {"fi": "Kouluverkko"}, "Valtuusto", "Sivistys",
    )  # fmt: skip
    assert (outline.org, outline.stored, outline.head.stage) == ("kunta", {}, "in_preparation")


@pytest.mark.parametrize(
    ("value", "becomes"),
    [
        ([1, 2], [11, 12]),
        ([2, 9], [12]),
        ([9], None),
        ([{"theme": 1, "text": "a"}, {"theme": 9, "text": "b"}], [{"theme": 21, "text": "a"}]),
        ([{"theme": 9, "text": "b"}], None),
        ([{"text": "toimi"}], [{"text": "toimi"}]),
        (["a"], ["a"]),
        ([], []),
        ("1", "1"),
        (None, None),
        (1, 1),
        ([True], [True]),
    ],
)
def test_numbers_of_sources_and_themes_are_changed_and_nothing_else(value: Any, becomes: Any) -> None:
    assert interchange.referred(value, {1: 11, 2: 12}, {1: 21}) == becomes


def test_the_largest_matter_goes_out_and_comes_in_whole() -> None:
    content = large.large(INSTRUMENTS, "eva", "lava", "crwia")
    assert interchange.read(content).bytes() == content


def test_what_a_screening_duties_and_ready_marks_say_is_always_in_use() -> None:
    whole = made()
    more = {"duties/d_youth": {"value": "na", "reason": "Ei."}, "practice/q_scope": {"value": "na", "reason": "Ei."}}
    facts = stored(2, CHECKLIST, {"facts/case_type": "service"} | more)
    eva = whole.stored["eva"]
    ready = Answer("done/basics", "yes")
    eva = replace(eva, answers={**eva.answers, ready.key: ready})
    said = out(replace(whole, stored={**whole.stored, CHECKLIST: facts, "eva": eva}))
    for instrument, key in (
        ("eva", "screening/s_many"), ("eva", "done/basics"), (CHECKLIST, "facts/case_type"),
        (CHECKLIST, "duties/d_youth"), (CHECKLIST, "practice/q_scope"),
    ):  # fmt: skip
        assert answers_of(said, instrument)[key]["in_use"] is True, key


def test_a_file_is_a_draft_before_its_decision_whatever_the_matter_has_become() -> None:
    """What comes in is judged as a new draft, so what happened after the decision is there and out of use."""
    before = out()
    whole = made()
    eva = whole.stored["eva"]
    happened = Answer("outcomes/p_health/VE1/happened", "worse")
    asked = Answer("asked_again/fu_asked", "yes")
    eva = replace(eva, state="follow_up", answers={**eva.answers, happened.key: happened, asked.key: asked})
    head = replace(whole.head, stage="decided", decided_on=date(2027, 3, 1), chosen="VE1")
    after = out(replace(whole, head=head, stored={**whole.stored, "eva": eva}))
    given = answers_of(after)
    assert given[happened.key]["in_use"] is False
    assert [given.pop(key) and key for key in (happened.key, asked.key)] == [happened.key, asked.key]
    assert given == answers_of(before)
    assert after["decision"] == before["decision"]
