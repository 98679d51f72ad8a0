"""The demonstration's content fits the instruments, agrees with itself, and its generated files are consistent.

The checks read the instruments' YAML directly, so that they do not lean on the code that fills the database.
"""

from __future__ import annotations

import copy
import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from assessment import expressions
from assessment.expressions import Scope
from data.demo import input as demo

ROOT = Path(__file__).resolve().parents[2]
FULL = demo.CASES
EVERY = demo.slugs()
ALTERNATIVE = re.compile(r"VE\d")
STAGES = {"in_preparation", "hearing", "on_agenda", "decided", "follow_up"}
REASON_CODES = {"law", "cost", "other_right", "evidence", "done", "other_option", "timing"}
FINISHED = {"reviewed", "signed", "published", "follow_up", "closed"}
COMPLETE = {"in_review", *FINISHED}
LEVELS = {
    "kouluverkko": ("full", "full"),
    "hippos": ("full", "full"),
    "uimahalli": ("brief", "full"),
    "rantakyla-kaava": ("full", "full"),
    "kirjastoauto": ("full", "brief"),
    "nuorisotilat": ("brief", "full"),
    "iltapaivamaksu": ("brief", "full"),
    "kopiokoneet": ("none", None),
}
PERSONAL = re.compile(
    r"\S+@\S+|\b0\d{2}[ -]?\d{3}[ -]?\d{3,4}\b|\b\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]\b|\b\w+(katu|tie|kuja|polku) \d+",
    re.IGNORECASE,
)


def template(name: str) -> dict[str, Any]:
    return yaml.safe_load((ROOT / "assessment" / "templates" / f"{name}.yaml").read_text(encoding="utf-8"))


LIBRARY, EVA, LAVA, CHECKLIST = (template(name) for name in ("library", "eva", "lava", "early-participation"))
INSTRUMENTS = {"eva": EVA, "lava": LAVA}
GROUPS = {group["id"] for part in LIBRARY["groups"] for group in part["items"]}
SCALES = {
    scale["id"]: {level["value"]: level for level in (*scale["levels"], *scale.get("special", []))}
    for scale in LIBRARY["scales"]
}
CELL_FIELDS = {field["id"]: field for field in (*LIBRARY["cell_fields"], *LIBRARY["baseline_cell_fields"])}
AREAS = {area["id"] for t in INSTRUMENTS.values() for s in t["sections"] for area in s.get("areas", [])}
LAWS = {law["id"] for law in LIBRARY["laws"]}
ROLES = set(LIBRARY["lists"]["roles"])


def content(slug: str) -> dict[str, Any]:
    """A copy, so that a negative control may break it."""
    return copy.deepcopy(dict(demo.decision(slug)))


def codes(decision: Mapping[str, Any]) -> list[str]:
    return [alternative["code"] for alternative in decision["alternatives"]]


# ------------------------------------------------------------------ finding questions


def matrix_of(instrument: str) -> dict[str, Any]:
    return next(
        section for section in INSTRUMENTS[instrument]["sections"] if section.get("per") == "area_x_alternative"
    )


def questions(instrument: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(section, per, question) of every question outside the matrix."""
    for section in INSTRUMENTS[instrument]["sections"]:
        if section.get("opens") == "follow_up":  # answered a year after the decision
            continue
        for question in section.get("questions", []):
            yield section["id"], question.get("per") or section.get("per", "none"), question


def question_at(instrument: str, key: str, decision: Mapping[str, Any]) -> dict[str, Any] | None:
    parts = key.split("/")
    for section, per, question in questions(instrument):
        if parts[0] != section or parts[-1] != question["id"]:
            continue
        fits = {
            "none": len(parts) == 2,
            "alternative": len(parts) == 3 and parts[1] in codes(decision),
            "non_baseline": len(parts) == 3 and parts[1] in codes(decision)[1:],
        }
        return question if fits[per] else None
    return None


def cells(instrument: str, decision: Mapping[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    written = (decision.get(instrument) or {}).get(matrix_of(instrument)["id"]) or {}
    return {(area, code): cell for area, by_code in written.items() for code, cell in by_code.items()}


def points(instrument: str, given: Mapping[str, str]) -> int:
    asked = INSTRUMENTS[instrument]["screening"]["questions"]
    return sum(question["points"] for question in asked if given[question["id"]] in ("yes", "unknown"))


def level(instrument: str, decision: Mapping[str, Any]) -> str | None:
    given = decision["screening" if instrument == "eva" else "lava_screening"]
    if not given:
        return None
    excluded = any(given[x["id"]] == "yes" for x in INSTRUMENTS[instrument]["screening"].get("exclude", []))
    scope = Scope(
        {"points": points(instrument, given), "excluded": excluded},
        {"any_yes": lambda *ids: any(given.get(id) in ("yes", "unknown") for id in ids)},
    )
    rules = INSTRUMENTS[instrument]["screening"]["levels"]
    return next(rule["id"] for rule in rules if expressions.true(str(rule["when"]), scope))


def areas(instrument: str, decision: Mapping[str, Any]) -> list[str]:
    """The areas this decision's level asks for; those read from another instrument are not filled in here."""
    section, depth = matrix_of(instrument), level(instrument, decision)
    wanted = {area["id"] for area in section["areas"]}
    if depth == "brief":
        if instrument == "lava":
            return []
        brief = section["brief_mode"]
        wanted = set(brief["areas"])
        for id, added in brief["add_areas_when"].items():
            wanted |= set(added) if decision["screening"][id] in ("yes", "unknown") else set()
    return [area["id"] for area in section["areas"] if area["id"] in wanted and "from" not in area]


# ------------------------------------------------------------------ values


def plain(value: Any) -> Any:
    return value.get("value") if isinstance(value, dict) and "value" in value else value


def value_problems(question: Mapping[str, Any], value: Any, decision: Mapping[str, Any]) -> list[str]:
    """What is wrong with a value as it stands in the file."""
    kind = question["type"]
    if isinstance(value, dict) and set(value) == {"unknown"}:
        return [] if len(str(value["unknown"])) > 20 else ["an unknown without a reason"]
    check = VALUE_CHECKS.get(kind)
    if check is None:
        return [f"no check for type {kind}"]
    return check(question, value, decision)


def _text(question: Mapping[str, Any], value: Any, decision: Mapping[str, Any]) -> list[str]:
    limit = question.get("max_chars") or (300 if question["type"] == "text" else 5000)
    if not isinstance(value, str) or not value.strip():
        return ["not a text"]
    return [f"{len(value)} characters, at most {limit}"] if len(value) > limit else []


def _day(question: Mapping[str, Any], value: Any, decision: Mapping[str, Any]) -> list[str]:
    fine = isinstance(value, dict) and set(value) == {"in_days"} and isinstance(value["in_days"], int)
    return [] if fine else ["a date is written as {in_days: n}"]


def _choice(question: Mapping[str, Any], value: Any, decision: Mapping[str, Any]) -> list[str]:
    return [] if value in LIBRARY["lists"][question["options"]] else [f"{value!r} is not an option"]


def _multi(question: Mapping[str, Any], value: Any, decision: Mapping[str, Any]) -> list[str]:
    return [problem for part in value for problem in _choice(question, part, decision)]


def _scale(question: Mapping[str, Any], value: Any, decision: Mapping[str, Any]) -> list[str]:
    chosen = plain(value)
    found = SCALES[question["scale"]].get(chosen)
    if isinstance(chosen, bool) or found is None:
        return [f"{chosen!r} is not on the scale"]
    problems = []
    beside = value if isinstance(value, dict) else {}
    # The scale impact5 keeps its reason in the cell's own field.
    if found.get("requires_reason") and question["scale"] != "impact5" and not beside.get("reason"):
        problems.append("the reason is missing")
    if found.get("requires_date") and "date_in_days" not in beside:
        problems.append("the date is missing")
    return problems


def _groups(question: Mapping[str, Any], value: Any, decision: Mapping[str, Any]) -> list[str]:
    if isinstance(value, dict):
        return [] if value.get("none") is True and value.get("reason") else ["none of these needs a reason"]
    allowed = set(question.get("only") or GROUPS)
    if question.get("list"):
        allowed &= {g["id"] for part in LIBRARY["groups"] if part["id"] == question["list"] for g in part["items"]}
    return [f"{id} is not among the groups" for id in value if id not in allowed]


def _actions(question: Mapping[str, Any], value: Any, decision: Mapping[str, Any]) -> list[str]:
    bad = [row for row in value if set(row) != {"text", "owner", "due_in_days"} or row["owner"] not in ROLES]
    return [f"not an action: {row}" for row in bad] + ["no action" for _ in range(not value)]


def _evidence(question: Mapping[str, Any], value: Any, decision: Mapping[str, Any]) -> list[str]:
    return [f"source {id} is not described" for id in value if id not in decision["evidence"]]


def _trace(question: Mapping[str, Any], value: Any, decision: Mapping[str, Any]) -> list[str]:
    known = {theme["id"] for theme in decision["themes"]}
    return [f"not a trace: {row}" for row in value if row.get("theme") not in known or not row.get("text")]


def _per_alternative(question: Mapping[str, Any], value: Any, decision: Mapping[str, Any]) -> list[str]:
    return [] if list(value) == codes(decision) and all(value.values()) else ["a text for each alternative is asked"]


def _indicators(question: Mapping[str, Any], value: Any, decision: Mapping[str, Any]) -> list[str]:
    low, high = question.get("min", 1), question.get("max", 60)
    return [] if low <= len(value) <= high else [f"{len(value)} indicators, {low}–{high} are asked"]


VALUE_CHECKS = {
    "text": _text,
    "long_text": _text,
    "date": _day,
    "money": lambda q, v, d: [] if isinstance(v, int) and not isinstance(v, bool) else ["money is integer cents"],
    "number": lambda q, v, d: [] if isinstance(v, int | float) else ["not a number"],
    "number_or_unknown": lambda q, v, d: [] if isinstance(v, int | float) else ["not a number"],
    "yes_no": lambda q, v, d: [] if v in ("yes", "no") else ["yes or no, in quotation marks"],
    "choice": _choice,
    "multi": _multi,
    "scale": _scale,
    "certainty": _scale,  # the level as stated; its reasons are those of the sources cited beside it
    "right": _scale,
    "groups": _groups,
    "places": lambda q, v, d: [] if v and all(isinstance(part, str) for part in v) else ["not places"],
    "impact_areas": lambda q, v, d: [f"{id} is not an area" for id in v if id not in AREAS],
    "evidence": _evidence,
    "indicators": _indicators,
    "actions": _actions,
    "trace": _trace,
    "law_refs": lambda q, v, d: [f"{id} is not in the register" for id in v if id not in LAWS],
    "person_role": lambda q, v, d: [] if v in ROLES else [f"{v} is not a role"],
    "choice_alternative": lambda q, v, d: [] if v in codes(d) else [f"{v} is not an alternative"],
    "per_alternative_text": _per_alternative,
}


def answer_problems(decision: Mapping[str, Any]) -> list[str]:
    """Keys the instruments do not have, and values their questions do not allow."""
    problems = []
    for instrument in INSTRUMENTS:
        part = decision.get(instrument) or {}
        for key, value in (part.get("answers") or {}).items():
            question = question_at(instrument, key, decision)
            if question is None:
                problems.append(f"{instrument}: there is no {key}")
            elif question.get("binds"):
                problems.append(f"{instrument}: {key} is the decision's own field")
            else:
                problems += [f"{instrument}: {key}: {p}" for p in value_problems(question, value, decision)]
        problems += cell_value_problems(instrument, decision)
    return problems


def cell_value_problems(instrument: str, decision: Mapping[str, Any]) -> list[str]:
    section = matrix_of(instrument)
    known = {area["id"] for area in section["areas"] if "from" not in area}
    problems = []
    for (area, code), cell in cells(instrument, decision).items():
        place = f"{instrument}: {area}/{code}"
        if area not in known or code not in codes(decision):
            problems.append(f"{place}: there is no such cell")
            continue
        fields = section["baseline_cell"] if code == "VE0" else section["cell"]
        for name, value in cell.items():
            if name not in fields:
                problems.append(f"{place}: there is no field {name}")
            else:
                problems += [f"{place}/{name}: {p}" for p in value_problems(CELL_FIELDS[name], value, decision)]
    return problems


# ------------------------------------------------------------------ completeness


def cell_rule_problems(instrument: str, decision: Mapping[str, Any]) -> list[str]:
    """Missing cells, and cells that do not carry what the library's rules ask of them."""
    written = cells(instrument, decision)
    rules = [rule for rule in LIBRARY["cell_rules"] if rule["id"] in matrix_of(instrument)["cell_rules"]]
    problems = []
    for area in areas(instrument, decision):
        for code in codes(decision):
            cell = written.get((area, code), {})
            if (code == "VE0" and not cell.get("state_now")) or (code != "VE0" and "impact5" not in cell):
                problems.append(f"{instrument}: {area}/{code} is not assessed")
                continue
            scope = Scope({**cell, "impact": cell.get("impact5")})
            for rule in rules:
                if code == "VE0" or not expressions.true(rule["when"], scope):
                    continue
                missing = [name for name in rule.get("require", []) if not cell.get(name)]
                one_of = rule.get("require_one_of", [])
                if missing or (one_of and not any(cell.get(name) for name in one_of)):
                    problems.append(f"{instrument}: {area}/{code} breaks {rule['id']}")
    return problems


def is_negative(cell: Mapping[str, Any]) -> bool:
    return cell.get("impact5") in (-2, -1, "mixed")


def proposed(decision: Mapping[str, Any]) -> str:
    return decision["eva"]["answers"]["compare/cmp_proposal"]


def scope_of(instrument: str, decision: Mapping[str, Any]) -> Scope:
    answers = (decision.get(instrument) or {}).get("answers") or {}
    values: dict[str, object] = {key.split("/")[1]: plain(v) for key, v in answers.items() if key.count("/") == 1}
    values["alternatives"] = codes(decision)[1:]
    values["input_count"] = len(decision["themes"]) + ("statements" in {a["file"] for a in decision["activities"]}) * 3
    negative = any(
        is_negative(cell) for (_, code), cell in cells(instrument, decision).items() if code == proposed(decision)
    )
    return Scope(
        values, {"count": len, "empty": lambda value: value in (None, "", [], {}), "any_negative": lambda: negative}
    )


def unanswered(instrument: str, decision: Mapping[str, Any]) -> list[str]:
    """Required questions that are in use and have no answer."""
    answers, scope = decision[instrument]["answers"], scope_of(instrument, decision)
    brief = INSTRUMENTS[instrument].get("brief_mode") if level(instrument, decision) == "brief" else None
    missing = []
    for section, per, question in questions(instrument):
        if brief and section not in brief["sections"] and question["id"] not in brief["questions"]:
            continue
        asked = question.get("required") or (
            "required_if" in question and expressions.true(question["required_if"], scope)
        )
        if not asked or "binds" in question:
            continue
        if "visible_if" in question and not expressions.true(question["visible_if"], scope):
            continue
        places = {"none": [None], "alternative": codes(decision), "non_baseline": codes(decision)[1:]}[per]
        keys = ["/".join(part for part in (section, place, question["id"]) if part) for place in places]
        missing += [key for key in keys if key not in answers]
    return missing


def applicable_duties(decision: Mapping[str, Any]) -> list[dict[str, Any]]:
    facts = decision["facts"]
    effects = {place: cell for place, cell in cells("eva", decision).items() if place[1] != "VE0"}
    groups = set(facts["affected_groups"]) | {g for cell in effects.values() for g in cell.get("groups", [])}
    affected = set(facts["affected_areas"])
    affected |= {area for (area, _), cell in effects.items() if cell.get("impact5") not in (0, "na", None)}
    scope = Scope(
        {**decision["screening"], **facts, "level": level("eva", decision)},
        {"group": lambda *ids: bool(set(ids) & groups), "area": lambda *ids: bool(set(ids) & affected)},
    )
    return [d for d in CHECKLIST["duties"] if "kunta" in d["org"] and expressions.true(_when(d), scope)]


def _when(duty: Mapping[str, Any]) -> str:
    return "true" if duty["when"] is True else duty["when"]


# ------------------------------------------------------------------ tests: the decisions


@pytest.mark.parametrize("slug", EVERY)
def test_every_key_exists_and_every_value_is_allowed(slug: str) -> None:
    assert answer_problems(content(slug)) == []


def test_a_wrong_key_and_a_wrong_value_are_found() -> None:
    broken = content("kouluverkko")
    broken["eva"]["answers"]["basics/b_nothing"] = "x"
    broken["eva"]["answers"]["basics/b_title"] = "toinen nimi"
    broken["eva"]["matrix"]["p_health"]["VE1"]["impact5"] = 3
    broken["eva"]["matrix"]["p_health"]["VE2"]["rationale"] = "x" * 601
    broken["lava"]["answers"]["voice/sp_early"] = {"value": "not_done"}
    broken["lava"]["answers"]["know/n_have"] = ["ev_missing"]
    assert len(answer_problems(broken)) == 6


def test_the_demonstration_has_eight_decisions_at_different_stages() -> None:
    assert set(EVERY) == set(LEVELS)
    stages = {slug: demo.decision(slug)["stage"] for slug in EVERY}
    assert set(stages.values()) == STAGES
    states = {demo.decision(slug)["state"] for slug in EVERY}
    assert states <= {None, *LIBRARY["lists"]["states"]}
    assert {"draft", "in_review", "signed", "published", "follow_up", None} <= states


@pytest.mark.parametrize("slug", EVERY)
def test_a_decision_says_what_is_decided_in_three_languages(slug: str) -> None:
    decision = demo.decision(slug)
    assert decision["slug"] == slug
    named = [decision["title"], decision["summary"], *(a["name"] for a in decision["alternatives"])]
    named += [entry["title"] for entry in (*decision["activities"], *decision["themes"])]
    named += [theme["summary"] for theme in decision["themes"]]
    for texts in named:
        assert set(texts) == {"fi", "sv", "en"}
        assert all(text.strip() for text in texts.values())
    assert all(len(decision["title"][language]) <= 120 for language in decision["title"])
    assert all(len(alternative["name"]["fi"]) <= 80 for alternative in decision["alternatives"])
    for text in decision["summary"].values():
        assert len(re.findall(r"[.](?:\s|$)", text)) == 2
    assert codes(decision) == [f"VE{number}" for number in range(len(decision["alternatives"]))]


@pytest.mark.parametrize("slug", EVERY)
def test_screening_answers_every_question_and_gives_the_level_meant(slug: str) -> None:
    decision = demo.decision(slug)
    asked = {q["id"] for q in (*EVA["screening"]["exclude"], *EVA["screening"]["questions"])}
    assert set(decision["screening"]) == asked
    assert set(decision["screening"].values()) <= {"yes", "no", "unknown"}
    children = decision["screening"]["s_children"] in ("yes", "unknown")
    assert set(decision["lava_screening"]) == ({q["id"] for q in LAVA["screening"]["questions"]} if children else set())
    assert (level("eva", decision), level("lava", decision)) == LEVELS[slug]
    assert bool(decision.get("level_reason")) == (LEVELS[slug][0] == "none")


@pytest.mark.parametrize("slug", EVERY)
def test_case_facts_are_those_the_checklist_asks(slug: str) -> None:
    decision = demo.decision(slug)
    facts = {fact["id"]: fact for fact in CHECKLIST["facts"]}
    for id, value in decision["facts"].items():
        assert value_problems(facts[id], value, decision) == []
    assert ("sami_effect" in decision["facts"]) == (decision["screening"]["s_lang"] in ("yes", "unknown"))


@pytest.mark.parametrize("slug", [slug for slug in EVERY if demo.decision(slug)["state"] in COMPLETE])
def test_a_finished_case_answers_every_required_question_in_use(slug: str) -> None:
    decision = content(slug)
    for instrument in INSTRUMENTS:
        assert unanswered(instrument, decision) == []
        assert cell_rule_problems(instrument, decision) == []


def test_a_missing_answer_and_a_broken_cell_are_found() -> None:
    broken = content("hippos")
    del broken["eva"]["answers"]["basics/b_goal"]
    del broken["lava"]["answers"]["weigh/we_other"]
    assert unanswered("eva", broken) == ["basics/b_goal"]
    assert unanswered("lava", broken) == ["weigh/we_other"]
    del broken["eva"]["matrix"]["f_opex"]["VE1"]["mitigation"]
    del broken["eva"]["matrix"]["e_climate"]["VE3"]["how_to_find_out"]
    del broken["eva"]["matrix"]["p_gender"]["VE0"]
    broken["lava"]["life"]["k_health"]["VE2"]["evidence"] = []
    assert cell_rule_problems("eva", broken) == [
        "eva: p_gender/VE0 is not assessed",
        "eva: e_climate/VE3 breaks cr_unknown",
        "eva: f_opex/VE1 breaks cr_negative",
    ]
    assert cell_rule_problems("lava", broken) == ["lava: k_health/VE2 breaks cr_evidence"]


@pytest.mark.parametrize("slug", FULL)
def test_the_two_full_cases_weigh_more_than_one_direction(slug: str) -> None:
    decision = demo.decision(slug)
    for instrument in INSTRUMENTS:
        impacts = [cell["impact5"] for place, cell in cells(instrument, decision).items() if place[1] != "VE0"]
        assert {-2, -1, 0, 1, 2, "mixed", "unknown"} <= set(impacts)
        assert impacts.count("unknown") / len(impacts) <= 0.25
    for code in codes(decision)[1:]:
        own = [cell for (_, c), cell in cells("eva", decision).items() if c == code]
        assert any(is_negative(cell) for cell in own)
        assert any(cell["impact5"] in (1, 2) for cell in own)
    mitigated = [cell for cell in cells("eva", decision).values() if cell.get("mitigation")]
    accepted = [cell for cell in cells("eva", decision).values() if cell.get("no_mitigation_reason")]
    assert mitigated
    assert accepted


@pytest.mark.parametrize("slug", EVERY)
def test_a_source_says_its_kind_its_year_and_how_sure_it_is(slug: str) -> None:
    decision = demo.decision(slug)
    fields = {field["id"]: field for field in LIBRARY["evidence_fields"]}
    for source in (decision.get("evidence") or {}).values():
        assert set(source) <= set(fields)
        assert {id for id, field in fields.items() if field.get("required")} <= set(source)
        for id, value in source.items():
            if fields[id]["type"] == "date":
                assert isinstance(value, date)
            else:
                assert value_problems(fields[id], value, decision) == []
        assert source.get("ev_valid_from", source["ev_valid_to"]) <= source["ev_valid_to"] <= demo.DAY


@pytest.mark.parametrize("slug", FULL)
def test_every_source_is_cited_somewhere(slug: str) -> None:
    decision = demo.decision(slug)
    every = [cell for instrument in INSTRUMENTS for cell in cells(instrument, decision).values()]
    cited = {id for cell in every for id in (*cell.get("evidence", []), *cell.get("state_evidence", []))}
    assert set(decision["evidence"]) == cited | set(decision["lava"]["answers"]["know/n_have"])


# ------------------------------------------------------------------ tests: figures that must agree


def euros(decision: Mapping[str, Any], code: str, which: str) -> int:
    return decision["eva"]["answers"][f"alternatives/{code}/alt_cost_{which}"] // 100


def test_the_school_figures_add_up() -> None:
    decision = demo.decision("kouluverkko")
    parts = {"VE1": (-130, -50, -190, 60), "VE2": (-130, -50, -230, 140, 85), "VE3": (-65, -50, -60, 45)}
    for code, thousands in parts.items():
        assert euros(decision, code, "year") == sum(thousands) * 1000
        shown = f"−{-sum(thousands)} 000 €"
        assert shown in decision["eva"]["matrix"]["f_opex"][code]["quantity"]
        for part in thousands:
            assert (
                f"{'−' if part < 0 else '+'}{abs(part)} 000" in decision["eva"]["matrix"]["f_opex"][code]["rationale"]
            )
    assert [euros(decision, code, "once") for code in codes(decision)[1:]] == [14_200_000, 900_000, 3_000_000]
    assert 112 + 224 == decision["lava"]["answers"]["who/w_count"] == 336
    quantity = decision["eva"]["matrix"]["p_daily"]
    for code, moved in (("VE1", 112), ("VE2", 112), ("VE3", 76)):
        assert sum(int(n) for n in re.findall(r"(\d+) lasta", quantity[code]["quantity"])) == moved
        assert quantity[code]["quantity"].split(";")[0] in decision["lava"]["life"]["k_place"][code]["quantity"]


def test_the_sports_park_figures_add_up() -> None:
    decision = demo.decision("hippos")
    assert euros(decision, "VE1", "once") == 6_800_000 + 4_500_000 + 1_100_000
    assert euros(decision, "VE2", "once") == 5_200_000 + 900_000 + 800_000 + 400_000
    assert euros(decision, "VE3", "once") == 2_800_000
    assert euros(decision, "VE1", "year") == 410_000 - 90_000 + 60_000
    assert euros(decision, "VE2", "year") == 290_000 - (610_000 - 260_000)
    assert euros(decision, "VE3", "year") == 2_450_000 - 350_000 - 500_000


# ------------------------------------------------------------------ tests: children, proposal, participation


@pytest.mark.parametrize("slug", [slug for slug in EVERY if demo.decision(slug)["state"] in COMPLETE])
def test_a_proposal_that_departs_from_childrens_interests_is_compensated(slug: str) -> None:
    decision = demo.decision(slug)
    answers = decision["lava"]["answers"]
    if "weigh/we_best" in answers:
        assert answers["weigh/we_same"] == ("yes" if answers["weigh/we_best"] == proposed(decision) else "no")
        assert answers["weigh/we_comp"]
    assert len(answers["back/fb_plain"]) <= 900


@pytest.mark.parametrize(
    "slug",
    [
        slug
        for slug in EVERY
        if level("lava", demo.decision(slug)) == "full" and demo.decision(slug)["state"] in COMPLETE
    ],
)
def test_childrens_participation_is_told_with_its_gaps(slug: str) -> None:
    answers = demo.decision(slug)["lava"]["answers"]
    lundy = [question["id"] for section, _, question in questions("lava") if "dim" in question]
    told = [answers[f"voice/{id}"]["value"] for id in lundy]
    assert len(told) == 12
    assert "not_done" in told
    assert "planned" in told


def test_one_of_the_full_cases_departs_from_childrens_interests_and_one_does_not() -> None:
    same = {slug: demo.decision(slug)["lava"]["answers"]["weigh/we_same"] for slug in FULL}
    assert same == {"kouluverkko": "yes", "hippos": "no"}


@pytest.mark.parametrize("slug", FULL)
def test_the_cumulative_groups_are_those_harmed_in_several_areas(slug: str) -> None:
    decision = demo.decision(slug)
    hits: Counter[str] = Counter()
    for (_, code), cell in cells("eva", decision).items():
        if code == proposed(decision) and is_negative(cell):
            hits.update(cell["groups_lose"] if cell["impact5"] == "mixed" else cell["groups"])
    assert {group for group, n in hits.items() if n >= 2} <= set(decision["eva"]["answers"]["cumulative/c_groups"])


@pytest.mark.parametrize("slug", EVERY)
def test_duties_carry_the_proof_of_their_kind(slug: str) -> None:
    decision = demo.decision(slug)
    kinds = {kind["id"]: kind for kind in LIBRARY["duty_kinds"]}
    duties = {duty["id"]: duty for duty in CHECKLIST["duties"]}
    for id, record in decision["duties"].items():
        assert record["status"] in ("done", "planned", "not_done", "na")
        if record["status"] == "done":
            assert set(record["proof"]) == set(kinds[duties[id]["kind"]]["proof"])
        if record["status"] == "planned":
            assert record["date_in_days"] >= 0
        if record["status"] in ("not_done", "na"):
            assert record["reason"]
    practices = {practice["id"] for practice in CHECKLIST["good_practice"]}
    assert set(decision["good_practice"]) <= practices


@pytest.mark.parametrize("slug", EVERY)
def test_a_matter_that_has_been_told_of_is_announced(slug: str) -> None:
    decision = demo.decision(slug)
    public = decision["stage"] != "in_preparation" or decision.get("announced", False)
    assert public == (decision["duties"]["d_info"]["status"] == "done")


@pytest.mark.parametrize("slug", [slug for slug in EVERY if demo.decision(slug)["state"] in FINISHED])
def test_nothing_statutory_is_open_when_an_assessment_is_signed(slug: str) -> None:
    decision = demo.decision(slug)
    recorded = decision["duties"]
    assert [duty["id"] for duty in applicable_duties(decision) if duty["id"] not in recorded] == []
    assert [id for id, record in recorded.items() if record["status"] == "planned"] == []


def test_an_unrecorded_duty_is_found() -> None:
    broken = content("kouluverkko")
    del broken["duties"]["d_youth"]
    assert "d_youth" in {duty["id"] for duty in applicable_duties(broken)} - set(broken["duties"])


@pytest.mark.parametrize("slug", EVERY)
def test_activities_are_in_order_and_use_known_channels(slug: str) -> None:
    decision = demo.decision(slug)
    activities = decision["activities"]
    assert len({activity["id"] for activity in activities}) == len(activities)
    for activity in activities:
        assert activity["channel"] in LIBRARY["lists"]["input_sources"]
        assert activity["starts_in_days"] <= activity["ends_in_days"]
        assert set(activity["audience"]) <= GROUPS
        assert activity["file"] in (None, *demo.FILES)
        assert activity["cost_planned_eur"] > 0
    assert {entry["group"] for entry in decision["not_heard"]} <= GROUPS
    assert all(len(entry["reason"]) > 20 for entry in decision["not_heard"])


@pytest.mark.parametrize("slug", FULL)
def test_the_full_cases_bring_in_every_kind_of_file(slug: str) -> None:
    assert {activity["file"] for activity in demo.decision(slug)["activities"]} == {None, *demo.FILES}


# ------------------------------------------------------------------ tests: themes and answers to them


def contributions(case: str) -> list[tuple[int | None, str]]:
    """(comment id or None, text) of everything residents wrote: comments, open answers, small groups' ideas."""
    texts = demo.texts(case)
    found: list[tuple[int | None, str]] = [(i, c["text"]) for i, c in enumerate(texts["conversation"]["comments"])]
    found += [(None, answer["text"]) for answer in texts["survey"]["open"]]
    found += [(None, idea["idea"]) for group in texts["evening"]["groups"] for idea in group["ideas"]]
    return found


def tied(theme: Mapping[str, Any], case: str) -> list[tuple[int | None, str]]:
    numbers = {part for part in theme["match"] if isinstance(part, int)}
    words = [part for part in theme["match"] if isinstance(part, str)]
    return [(i, t) for i, t in contributions(case) if i in numbers or any(word in t.casefold() for word in words)]


@pytest.mark.parametrize("case", FULL)
def test_every_theme_rests_on_what_residents_wrote(case: str) -> None:
    decision = demo.decision(case)
    assert 8 <= len(decision["themes"]) <= 11
    assert [theme["minority"] for theme in decision["themes"]].count(True) == 1
    for theme in decision["themes"]:
        assert all(len(title) <= 90 for title in theme["title"].values())
        assert set(theme["areas"]) <= AREAS
        assert set(theme["alternatives"]) <= set(codes(decision))
        for part in theme["match"]:
            alone = {**theme, "match": [part]}
            assert tied(alone, case), f"{theme['id']}: nothing matches {part!r}"
            assert isinstance(part, int) or part == part.casefold()
        assert len(tied(theme, case)) >= 3
    everyone = contributions(case)
    reached = {text for theme in decision["themes"] for _, text in tied(theme, case)}
    assert len(reached) / len(everyone) > 0.7


@pytest.mark.parametrize("case", FULL)
def test_a_quote_is_a_comment_of_its_own_theme_and_names_nobody(case: str) -> None:
    comments = demo.texts(case)["conversation"]["comments"]
    for theme in demo.decision(case)["themes"]:
        assert 1 <= len(theme["quotes"]) <= 3
        for number in theme["quotes"]:
            comment = comments[number]
            assert comment.get("moderated", 1) == 1
            assert len(comment["text"]) <= 280
            assert not PERSONAL.search(comment["text"])
            assert number in {i for i, _ in tied(theme, case)}


def response_problems(response: Mapping[str, Any]) -> list[str]:
    """What a response lacks: place and change, reasons, receiver and day, according to its status."""
    needs = {
        "changed": ("what", "where", "why"),
        "partly": ("what", "where", "why"),
        "not_changed": ("why", "code", "detail"),
        "forwarded": ("why", "to_whom", "when_in_days"),
        "out_of_scope": ("why", "to_whom"),
        "later": ("why", "where", "to_whom", "when_in_days"),
        "open": ("when_in_days",),
    }[response["status"]]
    problems = [name for name in needs if not response.get(name)]
    if response["status"] == "not_changed" and len(re.findall(r"[.](?:\s|$)", response["why"])) < 2:
        problems.append("two sentences of reason")
    if response.get("code") and response["code"] not in REASON_CODES:
        problems.append("code")
    if response["role"] not in ROLES or response["state"] not in ("draft", "approved", "published"):
        problems.append("role or state")
    return problems


@pytest.mark.parametrize("case", FULL)
def test_every_theme_and_statement_has_a_response_and_every_status_occurs(case: str) -> None:
    decision = demo.decision(case)
    responses = decision["responses"]
    assert {r["theme"] for r in responses if "theme" in r} == {t["id"] for t in decision["themes"]}
    councils = {r["statement"] for r in responses if "statement" in r}
    assert councils == {"youth_council", "elderly_council", "disability_council"}
    assert len(responses) == len(decision["themes"]) + len(councils)
    assert {r["status"] for r in responses} == set(LIBRARY["lists"]["influence_status"])
    for response in responses:
        assert response_problems(response) == [], response.get("theme", response.get("statement"))


def test_a_response_without_a_place_or_a_reason_is_found() -> None:
    responses = content("kouluverkko")["responses"]
    changed = next(r for r in responses if r["status"] == "changed")
    refused = next(r for r in responses if r["status"] == "not_changed")
    assert response_problems({**changed, "where": ""}) == ["where"]
    assert response_problems({**refused, "why": "Yksi lause.", "code": None}) == ["code", "two sentences of reason"]


@pytest.mark.parametrize("case", FULL)
def test_what_the_assessment_says_of_a_theme_agrees_with_its_response(case: str) -> None:
    decision = demo.decision(case)
    status = {r["theme"]: r["status"] for r in decision["responses"] if "theme" in r}
    answers = decision["eva"]["answers"]
    changed = {row["theme"] for row in answers["resident_input/r_changed"]}
    kept = {row["theme"] for row in answers["resident_input/r_not"]}
    assert changed == {theme for theme, s in status.items() if s in ("changed", "partly")}
    assert kept == {theme for theme, s in status.items() if s not in ("changed", "partly", "open")}
    assert set(answers["resident_input/r_missing"]) == {entry["group"] for entry in decision["not_heard"]}


@pytest.mark.parametrize("case", FULL)
def test_councils_reply_only_to_published_responses(case: str) -> None:
    decision = demo.decision(case)
    state = {r["theme"]: r["state"] for r in decision["responses"] if "theme" in r}
    for comment in decision["council_comments"]:
        assert comment["council"] in ("youth_council", "elderly_council", "disability_council")
        assert comment["reply"] in LIBRARY["lists"]["influence_reply"]
        assert 0 < len(comment["text"]) <= 1000
        assert state[comment["theme"]] in ("approved", "published")


# ------------------------------------------------------------------ tests: generated files


def rows_of(data: bytes | str, delimiter: str = ",") -> list[dict[str, str]]:
    text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def unpacked(case: str, today: date = demo.DAY) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(demo.polis_zip(case, today))) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def vote_problems(files: Mapping[str, str]) -> list[str]:
    """Where the log, the matrix and the comments' counts disagree."""
    votes, matrix, comments = (rows_of(files[name]) for name in ("votes.csv", "participants-votes.csv", "comments.csv"))
    latest: dict[tuple[str, str], tuple[int, str]] = {}
    events: Counter[tuple[str, str]] = Counter()
    for row in votes:
        key, moment = (row["voter-id"], row["comment-id"]), int(row["timestamp"])
        events[row["comment-id"], row["vote"]] += 1
        if key not in latest or latest[key][0] < moment:
            latest[key] = (moment, row["vote"])
    shown = {(r["participant"], c): v for r in matrix for c, v in r.items() if c.isdigit() and v}
    problems = [f"cell {key}" for key in shown.keys() | latest.keys() if shown.get(key) != latest.get(key, (0, ""))[1]]
    for row in matrix:
        cells_ = [value for name, value in row.items() if name.isdigit() and value]
        counted = (len(cells_), cells_.count("1"), cells_.count("-1"))
        if counted != (int(row["n-votes"]), int(row["n-agree"]), int(row["n-disagree"])):
            problems.append(f"counts of participant {row['participant']}")
    for row in comments:
        id = row["comment-id"]
        if (events[id, "1"], events[id, "-1"]) != (int(row["agrees"]), int(row["disagrees"])):
            problems.append(f"counts of comment {id}")
    authors = Counter(row["author-id"] for row in comments)
    problems += [f"author {r['participant']}" for r in matrix if int(r["n-comments"]) != authors[r["participant"]]]
    return problems


@pytest.mark.parametrize("case", FULL)
@pytest.mark.parametrize("kind", demo.FILES)
def test_the_same_case_and_day_give_the_same_bytes(case: str, kind: str) -> None:
    assert demo.file(case, kind) == demo.file(case, kind)
    assert demo.file(case, kind)[1] != demo.file(case, kind, demo.DAY + timedelta(days=1))[1]


@pytest.mark.parametrize("case", FULL)
def test_the_matrix_is_the_latest_votes_and_the_counts_are_the_events(case: str) -> None:
    files = unpacked(case)
    assert set(files) == {"summary.csv", "comments.csv", "votes.csv", "participants-votes.csv"}
    assert vote_problems(files) == []


def test_a_changed_vote_or_count_is_found() -> None:
    files = unpacked("hippos")
    lines = files["votes.csv"].split("\n")
    flipped = {**files, "votes.csv": "\n".join([lines[0], lines[1][:-1] + "9", *lines[2:]])}
    assert vote_problems(flipped)
    assert vote_problems({**files, "comments.csv": files["comments.csv"].replace(",1,", ",2,", 1)})


@pytest.mark.parametrize("case", FULL)
def test_the_conversation_has_the_size_and_shape_of_a_real_one(case: str) -> None:
    files = unpacked(case)
    matrix, votes, comments = (rows_of(files[name]) for name in ("participants-votes.csv", "votes.csv", "comments.csv"))
    summary = dict(csv.reader(io.StringIO(files["summary.csv"])))
    assert 150 <= len(matrix) <= 300
    assert 38 <= len(comments) <= 44
    assert (int(summary["voters"]), int(summary["comments"])) == (len(matrix), len(comments))
    assert int(summary["views"]) > len(matrix)
    counted = Counter(row["vote"] for row in votes)
    assert counted["1"] > counted["-1"] > 0 < counted["0"]
    groups = Counter(row["group-id"] for row in matrix)
    expected = demo.texts(case)["conversation"]
    assert {int(g): n for g, n in groups.items() if g} == dict(enumerate(expected["groups"]))
    assert groups[""] == expected["few_votes"]
    assert all(int(row["n-votes"]) >= demo.IN_CONVERSATION for row in matrix if row["group-id"])
    first, last = demo.period(case, "polis")
    moments = [int(row["timestamp"]) // 1000 for row in votes]
    assert first <= date.fromtimestamp(min(moments)) <= date.fromtimestamp(max(moments)) <= last + timedelta(days=1)


@pytest.mark.parametrize("case", FULL)
def test_opinion_groups_really_differ(case: str) -> None:
    """For each group some statement divides it from every other by at least forty percentage points."""
    matrix = rows_of(unpacked(case)["participants-votes.csv"])
    share: dict[str, dict[str, float]] = {}
    for group in {row["group-id"] for row in matrix} - {""}:
        own = [row for row in matrix if row["group-id"] == group]
        columns = [name for name in matrix[0] if name.isdigit()]
        share[group] = {
            c: sum(row[c] == "1" for row in own) / n for c in columns if (n := sum(row[c] != "" for row in own)) >= 10
        }
    for group, own in share.items():
        others = [of for other, of in share.items() if other != group]
        gaps = [min(abs(own[c] - of[c]) for of in others) for c in own if all(c in of for of in others)]
        assert max(gaps) >= 0.4


@pytest.mark.parametrize("case", FULL)
def test_the_survey_has_the_forms_own_words_and_about_ninety_open_answers(case: str) -> None:
    decision, survey = demo.decision(case), demo.texts(case)["survey"]
    data = demo.survey_csv(case)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = rows_of(data, ";")
    assert len(rows) == survey["respondents"]
    assert 400 <= len(rows) <= 440
    names = survey["columns"]
    assert [row[names["id"]] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]
    first, last = demo.period(case, "survey")
    for row in rows:
        day, month, year = map(int, row[names["time"]].split(" ")[0].split("."))
        assert first <= date(year, month, day) <= last
        assert row[names["age"]] in survey["ages"].values()
        assert row[names["area"]] in survey["areas"]
        assert row[names["role"]] in {role["label"] for role in survey["roles"].values()}
    for alternative in decision["alternatives"]:
        column = names["stance"].format(code=alternative["code"], name=alternative["name"]["fi"])
        assert {row[column] for row in rows} == set(demo.STANCES)
    written = [row[names["open"]] for row in rows if row[names["open"]]]
    assert sorted(written) == sorted(answer["text"] for answer in survey["open"])
    assert 85 <= len(set(written)) == len(written)


@pytest.mark.parametrize("case", FULL)
def test_a_childs_words_are_given_to_a_child(case: str) -> None:
    survey = demo.texts(case)["survey"]
    names = survey["columns"]
    role_of = {row[names["open"]]: row[names["role"]] for row in rows_of(demo.survey_csv(case), ";")}
    labels = {survey["roles"][role]["label"] for role in demo.CHILD_ROLES & set(survey["roles"])}
    for answer in survey["open"]:
        assert (role_of[answer["text"]] in labels) == (answer.get("r") in demo.CHILD_ROLES)


@pytest.mark.parametrize("case", FULL)
def test_some_open_answers_carry_made_up_personal_data_to_be_flagged(case: str) -> None:
    flagged = [a["text"] for a in demo.texts(case)["survey"]["open"] if PERSONAL.search(a["text"])]
    assert 3 <= len(flagged) <= 6
    assert sum("@" in text for text in flagged) == 1


def test_the_school_survey_opposes_the_closure_most() -> None:
    decision, survey = demo.decision("kouluverkko"), demo.texts("kouluverkko")["survey"]
    rows = rows_of(demo.survey_csv("kouluverkko"), ";")
    against = {}
    for alternative in decision["alternatives"]:
        column = survey["columns"]["stance"].format(code=alternative["code"], name=alternative["name"]["fi"])
        against[alternative["code"]] = sum(row[column] in demo.STANCES[:2] for row in rows)
    assert max(against, key=lambda code: against[code]) == "VE2"


@pytest.mark.parametrize("case", FULL)
def test_the_evening_has_seven_small_groups_with_three_ideas_each(case: str) -> None:
    rows = rows_of(demo.evening_csv(case), ";")
    assert len(rows) == 21
    assert len({(row["group_no"], row["rank"]) for row in rows}) == 21
    assert {row["rank"] for row in rows} == {"1", "2", "3"}
    sizes = {row["group_no"]: int(row["group_size"]) for row in rows}
    assert len(sizes) == 7
    assert sum(sizes.values()) <= int(rows[0]["participants_n"])
    assert len({(r["event_id"], r["event_date"], r["place"], r["participants_n"], r["question"]) for r in rows}) == 1
    themes = {theme["id"] for theme in demo.decision(case)["themes"]}
    assert {row["theme"] for row in rows} <= {"", *themes}
    assert {row["decision_id"] for row in rows} == {case}


@pytest.mark.parametrize("case", FULL)
def test_the_three_councils_state_their_position_within_the_period(case: str) -> None:
    rows = rows_of(demo.statements_csv(case), ";")
    assert [row["council"] for row in rows] == ["nuoriso", "vanhus", "vammais"]
    assert {row["position"] for row in rows} <= {"puoltaa", "ehdoin", "vastustaa", "ei kantaa"}
    first, last = demo.period(case, "statements")
    assert all(first <= date.fromisoformat(row["date"]) <= last for row in rows)
    assert all(row["url"].startswith("https://koivulahti.example/") for row in rows)


def test_files_are_named_by_case_and_kind() -> None:
    names = {demo.file(case, kind)[0] for case in FULL for kind in demo.FILES}
    assert len(names) == len(FULL) * len(demo.FILES)
    assert all(name.endswith((".zip", ".csv")) for name in names)
