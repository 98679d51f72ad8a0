"""The councillor's briefing says what is stored, in its own place, and never a total or a ranking."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from assessment import composing
from assessment.answers import Answer
from assessment.briefing import Action, Briefing, EffectCell, EffectRow, StatementLine
from assessment.matter import CHECKLIST, Matter, Source
from assessment.sentences import sentence
from participation.release import Release, ThemeCount
from tests.assessment.cases import INSTRUMENTS, cell
from tests.reports.cases import matter, stored

NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)
LIBRARY = INSTRUMENTS.library
PREPARER = LIBRARY.lists["roles"]["preparer"].texts()
ROW = {"text": "Kuljetus", "owner": "preparer", "due": "2027-08-01"}
EVA: dict[str, Any] = {
    "basics/b_problem": "Sisäilma oireilee.",
    "basics/b_goal": "Terveet tilat.",
    "basics/b_open": ["need", "timing"],
    "basics/b_fixed": "Talousarvio.",
    "alternatives/VE1/alt_desc": "Kolme koulua yhdistetään.",
    "alternatives/VE1/alt_origin": "residents",
    "alternatives/VE1/alt_cost_year": -31_000_000,
    "alternatives/VE1/alt_cost_once": 90_000_000,
    "alternatives/VE1/alt_rev": 1,
    "compare/cmp_best_for": {"VE0": "Nykyisille", "VE1": "Taloudelle", "VE2": "Uusille"},
    "compare/cmp_worst_for": {"VE0": "Taloudelle", "VE1": "Kylille", "VE2": "Kaikille"},
    "compare/cmp_conflict": "Säästö ja lähipalvelu.",
    "compare/cmp_proposal": "VE1",
    "compare/cmp_why": "Tilat ovat terveet.",
    "compare/cmp_mitigate": [{"text": "Seuranta"}],
    "resident_input/r_missing": ["age_80"],
    "resident_input/r_none": "Kysely on tulossa.",
    "follow_up/fu_when": "2028-05-01",
    **cell("p_health", "VE0", state_now="31 % oireilee.", state_certainty=2, state_evidence=[5]),
    **cell(
        "p_health", "VE1", impact5=-2, quantity="112 oppilasta", horizon="short", likelihood=2, groups=["age_7_12"],
        certainty={"basis": {"source": "statistics", "age": "recent", "scope": "local"}, "move": -1, "why": "Ennuste."},
        evidence=[5, 6], rationale="Matkat pitenevät.", mitigation=[ROW],
    ),
    **cell("p_health", "VE2", impact5="unknown", how_to_find_out="Kysytään huoltajilta.", rationale="Ei mitattu."),
    **cell("p_safety", "VE1", impact5=1, certainty=1),
    **cell("p_safety", "VE2", impact5=1, certainty=1),
    **cell(
        "p_daily", "VE1", impact5="mixed", groups=["age_7_12", "age_80"], groups_lose=["age_80"],
        no_mitigation_reason="Ei ole keinoa.",
    ),
    **cell("f_opex", "VE2", impact5=-1, no_mitigation_reason="Hyväksytään.", groups=["age_80"]),
    "apart/f_capex": ["age_80"],
    **cell("f_capex:age_80", "VE1", impact5=-1, no_mitigation_reason="Ei vielä.", rationale="Hissi puuttuu."),
}  # fmt: skip
SOURCES = {
    5: {"ev_title": "Oppilasennuste", "ev_type": "statistics", "ev_author": "Kunta", "ev_valid_to": "2026-06-30",
        "ev_scope": "local", "ev_strength": 3, "ev_link": "https://a.fi", "ev_note": "Vain alakoulut."},
    6: {"ev_title": "Vanha kysely", "ev_valid_to": "2019-12-31"},
    7: {"ev_title": "Ei mainittu"},
}  # fmt: skip


def lava(**more: Any) -> dict[str, Any]:
    asked = INSTRUMENTS["lava"].screening
    assert asked is not None
    return (
        {f"screening/{q.id}": "yes" for q in asked.questions}
        | {
            "who/w_age": ["age_7_12"],
            "who/w_count": 620,
            "who/w_sit": {"none": True, "reason": "Kaikkia samoin."},
            "know/n_gap": "Matkojen turvallisuutta ei tiedetä.",
            "know/n_have": [5],
            "voice/vc_level": "consulted",
            "voice/sp_early": {"value": "done"},
            "voice/sp_safe": {"value": "planned", "date": "2027-02-01"},
            "voice/sp_who": {"value": "not_done", "reason": "Aika loppui."},
            "principles/VE1/gp_equal": {"value": -1, "reason": "Kylien lapset."},
            "principles/VE2/gp_equal": {"value": 0},
            "weigh/we_best": "VE2",
            "weigh/we_same": "no",
            "weigh/we_other": "Kunnan talous.",
            "weigh/we_comp": [ROW],
            "weigh/we_weak": "Matkat.",
            "back/fb_plain": "Kouluja yhdistetään.",
            "back/fb_when": "2027-04-01",
            "back/fb_how": "Luokissa.",
            "back/fb_check": "2028-04-01",
            **cell("k_place", "VE1", section="life", impact5=-2, certainty=2, groups=["age_7_12"]),
            **cell("k_place", "VE2", section="life", impact5=1),
            **cell("k_health", "VE1", section="life", impact5="unknown", how_to_find_out="Kysytään lapsilta."),
        }
        | {key.replace("__", "/"): value for key, value in more.items()}
    )


def whole(**more: Any) -> Matter:
    made = matter(EVA)
    sources = {id: Source(id, fields) for id, fields in SOURCES.items()}
    return replace(made, stored={**made.stored, "lava": stored(9, "lava", lava())}, evidence=sources, **more)


def composed(made: Matter | None = None, **more: Any) -> Briefing:
    given: dict[str, Any] = {
        "release": None, "statements": (), "moves": {"eva": (("t_submit:preparer", NOW),)},
        "municipality": "Koivulahti", "edition": 2, "now": NOW,
    }  # fmt: skip
    return composing.compose(made or whole(), **given | more)


def row(of: Briefing, area: str, group: bool = False) -> EffectRow:
    return next(one for one in of.effects if one.area == area and (one.group is not None) is group)


def at(of: Briefing, area: str, code: str, group: bool = False) -> EffectCell:
    return next(one for one in row(of, area, group).cells if one.alternative == code)


def level(scale: str, value: Any) -> dict[str, str]:
    return LIBRARY.scale(scale).values()[value].texts()


def group(id: str) -> dict[str, str]:
    return LIBRARY.group(id).texts()


# ------------------------------------------------------------------ what is decided


def test_the_decision_and_its_background_are_the_stored_ones() -> None:
    of = composed()
    assert (of.decision_id, of.edition, of.composed_at, of.municipality) == (7, 2, NOW, "Koivulahti")
    assert (of.title, of.summary, of.body) == ({"fi": "Kouluverkko"}, {"fi": "Päätetään kouluista."}, "Valtuusto")
    assert (of.language, of.made_up, of.stage, of.level) == ("fi", False, "in_preparation", "full")
    assert (of.meeting_date, of.service, of.register_id) == (date(2027, 3, 1), "Sivistys", "123/2027")
    assert (of.problem, of.goal, of.fixed) == ("Sisäilma oireilee.", "Terveet tilat.", "Talousarvio.")
    assert of.still_open == tuple(LIBRARY.lists["still_open"][id].texts() for id in ("need", "timing"))
    assert (of.proposal, of.proposal_why, of.conflict) == ("VE1", "Tilat ovat terveet.", "Säästö ja lähipalvelu.")
    assert (of.follow_up_on, of.none_reason, of.single_reason) == (date(2028, 5, 1), None, None)
    assert of.no_input_reason == "Kysely on tulossa."
    assert of.not_heard == (group("age_80"),)


def test_alternatives_stand_in_register_order_with_their_costs() -> None:
    first, second, third = composed().alternatives
    assert [one.code for one in (first, second, third)] == ["VE0", "VE1", "VE2"]
    assert second.name == {"fi": "Yhdistetään"}
    assert (second.description, second.origin) == (
        "Kolme koulua yhdistetään.", LIBRARY.lists["origin"]["residents"].texts(),
    )  # fmt: skip
    assert (second.cost_year, second.cost_once) == (-31_000_000, 90_000_000)
    assert second.reversibility == level("reversibility", 1)
    assert (second.best_for, second.worst_for) == ("Taloudelle", "Kylille")
    assert (third.description, third.origin, third.cost_year, third.cost_once, third.reversibility) == (None,) * 5


def test_a_matter_without_an_assessment_tells_the_reason() -> None:
    made = matter({})
    no = dict.fromkeys(made.stored["eva"].answers, "no")
    told = stored(1, "eva", no | {"screening/none_reason": "Vain nimi muuttuu."})
    of = composed(replace(made, stored={**made.stored, "eva": told}))
    assert (of.level, of.none_reason) == ("none", "Vain nimi muuttuu.")
    assert of.children_screening == composing._NO_CHILDREN.texts()
    assert (of.children, of.checks) == (None, ())


# ------------------------------------------------------------------ effects


def test_the_present_state_is_a_cell_of_its_own_kind() -> None:
    of = composed()
    now = at(of, "p_health", "VE0")
    assert now == EffectCell(
        alternative="VE0", kind="baseline", word={"fi": "Nykytila", "sv": "Nuläge", "en": "Present state"},
        state="31 % oireilee.", certainty=2, certainty_word=level("certainty", 2), sources=(5,),
    )  # fmt: skip
    assert at(of, "p_safety", "VE0").kind == "not_assessed"


def test_an_effect_has_its_sign_word_unit_certainty_groups_sources_and_measures() -> None:
    of = composed()
    area = next(a for a in INSTRUMENTS["eva"].matrix().areas if a.id == "p_health")  # type: ignore[union-attr]
    values = whole().eva.cells[("p_health", "VE1")].values
    said = {lang: sentence(area, "VE1", dict(values), lang, None) for lang in ("fi", "sv", "en")}
    assert at(of, "p_health", "VE1") == EffectCell(
        alternative="VE1", kind="effect", impact=-2, sign="▼", word=level("impact5", -2), quantity="112 oppilasta",
        sentence=said, certainty=2, certainty_word=level("certainty", 2), certainty_why="Ennuste.",
        likelihood_word=level("likelihood", 2), horizon_word=level("horizon", "short"), groups=(group("age_7_12"),),
        rationale="Matkat pitenevät.", sources=(5, 6),
        mitigation=(
            Action(text="Kuljetus", owner=PREPARER, due=date(2027, 8, 1), area=area.texts(), alternative="VE1"),
        ),
    )  # fmt: skip
    assert "terveyttä" in said["fi"]


def test_what_is_not_assessed_mixed_or_unknown_is_never_a_number() -> None:
    of = composed()
    assert at(of, "p_safety", "VE0").impact is None
    assert at(of, "f_opex", "VE1") == EffectCell(
        alternative="VE1", kind="not_assessed",
        word={"fi": "Ei arvioitu", "sv": "Inte bedömt", "en": "Not assessed"},
    )  # fmt: skip
    mixed = at(of, "p_daily", "VE1")
    assert (mixed.impact, mixed.sign) == ("mixed", "▽△")
    assert (mixed.groups, mixed.groups_lose) == ((group("age_7_12"), group("age_80")), (group("age_80"),))
    assert mixed.no_mitigation_reason == "Ei ole keinoa."
    unknown = at(of, "p_health", "VE2")
    assert (unknown.impact, unknown.sign, unknown.how_to_find_out) == ("unknown", "?", "Kysytään huoltajilta.")
    assert (unknown.certainty, unknown.certainty_why) == (None, None)


def test_a_row_differs_when_the_alternatives_do() -> None:
    of = composed()
    assert row(of, "p_health").differs
    assert not row(of, "p_safety").differs
    assert row(of, "p_daily").differs  # one is assessed, the other is not
    assert row(of, "p_health").pillar == LIBRARY.lists["pillars"]["people"].texts()
    assert [one.area for one in of.effects if one.group is None] == [
        a.id for a in INSTRUMENTS["eva"].matrix().areas  # type: ignore[union-attr]
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("impact", "differs"), [(None, False), (0, False), ("na", False), (1, True), ("unknown", True)]
)
def test_one_alternative_alone_differs_when_it_changes_anything(impact: Any, differs: bool) -> None:
    effects = {} if impact is None else cell("p_safety", "VE1", impact5=impact)
    made = matter(effects)
    alone = replace(made, alternatives=made.alternatives[:2])
    assert row(composed(alone), "p_safety").differs is differs


def test_a_group_apart_has_a_row_that_names_it() -> None:
    of = composed()
    apart, whole_area = row(of, "f_capex", group=True), row(of, "f_capex")
    assert apart.group == group("age_80")
    assert apart.title == {lang: f"{whole_area.title[lang]}: {group('age_80')[lang]}" for lang in ("fi", "sv", "en")}
    assert at(of, "f_capex", "VE1", group=True).groups == (group("age_80"),)


def test_at_most_three_differences_are_told_first_the_clearest_then_the_surest() -> None:
    of = composed()
    first = at(of, "p_health", "VE1").sentence
    mixed = at(of, "p_daily", "VE1").sentence
    assert of.key_differences[0] == first
    assert of.key_differences[1] != mixed  # children's own row is negative and goes before a mixed one
    assert len(of.key_differences) == 3
    assert composed(matter({})).key_differences == ()
    two = cell("p_health", "VE1", impact5=-2, certainty=1) | cell("p_daily", "VE1", impact5=-2, certainty=3)
    surest = composed(matter(two))
    assert surest.key_differences == (
        at(surest, "p_daily", "VE1").sentence, at(surest, "p_health", "VE1").sentence,
    )  # fmt: skip


WEIGHTS = [(-2, 0), (2, 1), ("mixed", 2), (-1, 3), (1, 4), ("unknown", 5), (0, 6), (None, 6), ("na", 6)]


@pytest.mark.parametrize(("impact", "weight"), WEIGHTS)
def test_clear_effects_say_more_than_slight_ones(impact: Any, weight: int) -> None:
    one = EffectCell(alternative="VE1", kind="effect", impact=impact, word={}, certainty=2)
    assert composing._weight(one) == (weight, -2)
    assert composing._weight(one.model_copy(update={"certainty": None})) == (weight, 0)


def test_measures_accepted_harm_and_burden_are_gathered() -> None:
    of = composed()
    area = row(of, "p_health").title
    assert of.mitigation == (
        Action(text="Kuljetus", owner=PREPARER, due=date(2027, 8, 1), area=area, alternative="VE1"),
        Action(text="Seuranta", owner=None, due=None),
    )
    harm = [(one.area["fi"], one.alternative, one.text) for one in of.accepted_harm if one.area]
    assert ("Käyttötalous", "VE2", "Hyväksytään.") in harm
    assert ("Arki ja liikkuminen", "VE1", "Ei ole keinoa.") in harm
    assert (row(of, "f_capex", group=True).title["fi"], "VE1", "Ei vielä.") in harm
    assert {words["fi"]: n for words, n in of.burden}["80 vuotta täyttäneet"] >= 2
    assert all(n >= 2 for _, n in of.burden)
    assert of.economy == tuple(
        a.id
        for a in INSTRUMENTS["eva"].matrix().areas
        if a.pillar == "economy"  # type: ignore[union-attr]
    )


def test_what_is_not_known_says_how_it_could_be_found_out() -> None:
    made = whole()
    eva = made.stored["eva"]
    unknown = Answer("cumulative/c_other", None, "Muita päätöksiä ei tunneta.")
    of = composed(
        replace(made, stored={**made.stored, "eva": replace(eva, answers={**eva.answers, unknown.key: unknown})})
    )
    told = [(one.area and one.area["fi"], one.alternative, one.text, one.how) for one in of.not_known]
    health = row(of, "p_health").title["fi"]
    assert (health, "VE2", "Ei mitattu.", "Kysytään huoltajilta.") in told
    asked = next(q for _, q in INSTRUMENTS["eva"].questions() if q.id == "c_other")
    assert (asked.fi, None, "Muita päätöksiä ei tunneta.", None) in told
    mind = next(a for s in INSTRUMENTS["lava"].sections for a in s.areas if a.id == "k_health")
    assert (mind.fi, "VE1", "", "Kysytään lapsilta.") in told
    assert told[-1] == (None, None, "Matkojen turvallisuutta ei tiedetä.", None)
    assert of.share_unknown == made.eva.share_unknown


# ------------------------------------------------------------------ children


def test_children_have_their_part_whole() -> None:
    of = composed().children
    assert of is not None
    assert (of.ages, of.count, of.count_unknown, of.situations) == ((group("age_7_12"),), "620", None, ())
    assert of.gap == "Matkojen turvallisuutta ei tiedetä."
    assert of.level == LIBRARY.lists["child_participation"]["consulted"].texts()
    assert (of.best, of.same_as_proposal, of.other_interest) == ("VE2", False, "Kunnan talous.")
    assert of.compensation == (Action(text="Kuljetus", owner=PREPARER, due=date(2027, 8, 1)),)
    assert (of.weak, of.summary_for_children, of.told_how) == ("Matkat.", "Kouluja yhdistetään.", "Luokissa.")
    assert (of.told_on, of.asked_again_on) == (date(2027, 4, 1), date(2028, 4, 1))
    assert of.not_asked_reason is None
    assert [one.area for one in of.rows] == [a.id for a in INSTRUMENTS["lava"].matrix().areas]  # type: ignore[union-attr]


def test_lundys_statements_stand_with_their_day_or_reason() -> None:
    of = composed().children
    assert of is not None
    assert len(of.lundy) == 12
    early, safe, who, info = of.lundy[:4]
    dims = LIBRARY.lists["lundy"]
    assert (early.dim, early.value, early.planned_on, early.reason) == (
        dims["space"].texts(), level("check4", "done"), None, None,
    )  # fmt: skip
    assert (safe.value, safe.planned_on) == (level("check4", "planned"), date(2027, 2, 1))
    assert (who.value, who.reason) == (level("check4", "not_done"), "Aika loppui.")
    assert (info.dim, info.value) == (dims["voice"].texts(), None)
    asked = next(q for _, q in INSTRUMENTS["lava"].questions() if q.id == "sp_early")
    assert early.text == asked.texts()


def test_the_four_principles_stand_for_each_alternative() -> None:
    made = whole()
    kept = made.stored["lava"]
    unknown = Answer("principles/VE1/gp_best", None, "Ei kysytty.")
    made = replace(made, stored={**made.stored, "lava": replace(kept, answers={**kept.answers, unknown.key: unknown})})
    of = composed(made).children
    assert of is not None
    found = {(one.id, one.alternative): one for one in of.principles}
    assert len(found) == 8
    worse = found[("gp_equal", "VE1")]
    assert (worse.article, worse.value, worse.sign, worse.reason) == (2, -1, "▽", "Kylien lapset.")
    assert worse.word == level("right3", -1)
    same = found[("gp_equal", "VE2")]
    assert (same.value, same.word, same.reason) == (0, level("right3", 0), None)
    not_known = found[("gp_best", "VE1")]
    assert (not_known.value, not_known.sign, not_known.reason) == ("unknown", "?", "Ei kysytty.")
    nothing = found[("gp_life", "VE1")]
    assert (nothing.value, nothing.sign, nothing.word["fi"], nothing.reason) == (None, None, "Ei arvioitu", None)


def test_the_row_of_children_is_read_from_lava_with_its_worst_area() -> None:
    of = composed()
    worst = at(of, "p_children", "VE1")
    place = next(a for s in INSTRUMENTS["lava"].sections for a in s.areas if a.id == "k_place")
    assert (worst.impact, worst.worst_area, worst.certainty) == (-2, place.texts(), 2)
    assert worst.groups == (group("age_7_12"),)
    assert at(of, "p_children", "VE2").impact == 1
    assert at(of, "p_children", "VE2").worst_area is None
    assert of.children_screening is None
    assert of.checks == tuple(one.texts() for one in INSTRUMENTS["lava"].decision_check)
    assert len(of.checks) > 2


@pytest.mark.parametrize(("same", "told"), [("yes", True), ("no", False), (None, None)])
def test_whether_the_best_for_children_is_proposed(same: str | None, told: bool | None) -> None:
    made = whole()
    answers = {**made.stored["lava"].answers}
    answers.pop("weigh/we_same")
    if same:
        answers["weigh/we_same"] = Answer("weigh/we_same", same)
    of = composed(replace(made, stored={**made.stored, "lava": replace(made.stored["lava"], answers=answers)}))
    assert of.children is not None
    assert of.children.same_as_proposal is told


# ------------------------------------------------------------------ what it rests on


def test_sources_that_are_cited_are_listed_and_old_ones_are_marked() -> None:
    first, second = composed().sources
    assert first.model_dump() == {
        "id": 5, "title": "Oppilasennuste", "kind": LIBRARY.lists["evidence_types"]["statistics"].texts(),
        "author": "Kunta", "period_end": date(2026, 6, 30),
        "scope": LIBRARY.lists["evidence_scopes"]["local"].texts(), "strength": level("certainty", 3),
        "link": "https://a.fi", "note": "Vain alakoulut.", "old": False,
    }  # fmt: skip
    assert second.model_dump() == {
        "id": 6, "title": "Vanha kysely", "kind": {}, "author": None, "period_end": date(2019, 12, 31),
        "scope": None, "strength": None, "link": None, "note": None, "old": True,
    }  # fmt: skip


def test_duties_stand_with_their_status_in_words() -> None:
    made = whole()
    records = {
        "duties/d_youth": {"value": "not_done", "reason": "Ei ehditty."},
        "duties/d_old": {"value": "planned", "date": "2027-02-01"},
    }
    of = composed(replace(made, stored={**made.stored, CHECKLIST: stored(2, CHECKLIST, records)}))
    found = {one.text["fi"]: one for one in of.duties}
    duty = {one.id: one for one in INSTRUMENTS[CHECKLIST].duties}
    youth, old = found[duty["d_youth"].fi], found[duty["d_old"].fi]
    assert (youth.status, youth.status_word, youth.reason, youth.when) == (
        "not_done", level("check4", "not_done"), "Ei ehditty.", None,
    )  # fmt: skip
    assert youth.kind == LIBRARY.kind(duty["d_youth"].kind).texts()
    assert youth.laws == tuple(duty["d_youth"].law)
    assert (old.status, old.when) == ("planned", date(2027, 2, 1))
    missing = found[duty["d_dis"].fi]
    assert (missing.status, missing.status_word["fi"]) == ("missing", "Ei kirjattu")
    assessed = [one for one in of.duties if one.status == "assessed"]
    assert assessed
    assert {one.status_word["fi"] for one in assessed} == {"Tehty tässä arvioinnissa"}
    assert of.duties_not_done == (youth,)


def test_gates_that_only_warn_are_published() -> None:
    areas = [a.id for a in INSTRUMENTS["eva"].matrix().areas if not a.from_]  # type: ignore[union-attr]
    effects: dict[str, Any] = {}
    for area in areas:
        effects |= cell(area, "VE1", impact5="unknown") | cell(area, "VE2", impact5="unknown")
    records = {"duties/d_youth": {"value": "not_done", "reason": "Ei ehditty."}}
    made = matter(effects)
    of = composed(replace(made, stored={**made.stored, CHECKLIST: stored(2, CHECKLIST, records)}))
    gates = {gate.id: gate.texts() for gate in INSTRUMENTS["eva"].gates}
    assert [(one.id, one.text) for one in of.warnings] == [
        ("g_unknown", gates["g_unknown"]), ("g_not_done", gates["g_not_done"]),
    ]  # fmt: skip
    assert composed(matter({})).warnings == ()


def test_how_it_was_made_is_told_by_instrument() -> None:
    eva, children = composed().made
    assert (eva.template, eva.version, eva.sha256, eva.state, eva.level) == (
        "eva", "1.0.0", INSTRUMENTS.hashes["eva"], "draft", "full",
    )  # fmt: skip
    assert eva.title == INSTRUMENTS["eva"].template.title.texts()
    assert eva.by_role == (("t_submit:preparer", NOW),)
    assert (children.template, children.by_role) == ("lava", ())


# ------------------------------------------------------------------ residents beside it


def release(**more: Any) -> Release:
    themes = (
        ThemeCount(theme_id=1, title={"fi": "Matkat"}, summary={}, areas=("p_health",)),
        ThemeCount(theme_id=2, title={"fi": "Tilat"}, summary={}, areas=("p_health",), alternatives=("VE2",)),
        ThemeCount(theme_id=3, title={"fi": "Talous"}, summary={}, areas=("f_opex",)),
    )
    given: dict[str, Any] = dict(
        decision_id=7, number=1, frozen_at=NOW, imports=(), activities=(), themes=themes, not_heard=()
    )
    return Release(**given | more)


def test_a_theme_stands_in_the_cells_of_its_area_and_alternative() -> None:
    of = composed(release=release())
    assert at(of, "p_health", "VE1").themes == (1,)
    assert at(of, "p_health", "VE2").themes == (1, 2)
    assert at(of, "f_opex", "VE2").themes == (3,)
    assert at(of, "p_safety", "VE1").themes == ()
    assert of.release == release()


def test_who_was_not_heard_is_the_releases_own_when_it_knows() -> None:
    assert composed(release=release(not_heard=("age_7_12",))).not_heard == (group("age_7_12"),)
    assert composed(release=release()).not_heard == (group("age_80"),)


def test_statements_are_passed_on_as_given() -> None:
    line = StatementLine(
        id=3,
        council={"fi": "Nuorisovaltuusto"},
        date=date(2027, 1, 2),
        position="Vastustaa.",
        main_points="-",
        url=None,
    )
    assert composed(statements=[line]).statements == (line,)


def test_the_fingerprint_covers_everything() -> None:
    one = composed()
    assert one.sha256() == composed().sha256()
    assert len({one.sha256(), composed(edition=3).sha256(), composed(municipality="Muu").sha256()}) == 3


# ------------------------------------------------------------------ what is rarely there


def with_lava(**more: Any) -> Matter:
    made = whole()
    given = lava() | {key.replace("__", "/"): value for key, value in more.items()}
    return replace(made, stored={**made.stored, "lava": stored(9, "lava", given)})


def test_children_who_were_not_asked_or_not_counted_are_told_with_the_reason() -> None:
    made = with_lava(voice__vc_level="none", voice__vc_noask="Kysely tehtiin keväällä.", who__w_sit=["ch_disability"])
    kept = made.stored["lava"]
    unknown = Answer("who/w_count", None, "Rekisteri on kesken.")
    answers = {**kept.answers, unknown.key: unknown}
    of = composed(replace(made, stored={**made.stored, "lava": replace(kept, answers=answers)})).children
    assert of is not None
    assert (of.count, of.count_unknown) == (None, "Rekisteri on kesken.")
    assert of.not_asked_reason == "Kysely tehtiin keväällä."
    assert of.situations == (group("ch_disability"),)


def test_a_lava_that_is_not_needed_is_not_in_the_briefing() -> None:
    asked = INSTRUMENTS["lava"].screening
    assert asked is not None
    made = whole()
    no = {f"screening/{q.id}": "no" for q in asked.questions}
    assert composed(replace(made, stored={**made.stored, "lava": stored(9, "lava", no)})).children is None


def test_a_single_alternative_tells_why_there_is_only_one() -> None:
    made = matter({"alternatives/alt_single": "Laki ei anna vaihtoehtoja.", "screening/none_reason": "Ei tästä."})
    of = composed(replace(made, alternatives=made.alternatives[:1]))
    assert of.single_reason == "Laki ei anna vaihtoehtoja."
    assert of.none_reason is None  # an assessment is made, so a reason for none is not told


def test_a_group_apart_is_named_in_its_sentence_and_not_in_the_areas() -> None:
    of = composed()
    mine, area = at(of, "f_capex", "VE1", group=True), at(of, "f_capex", "VE1")
    assert area.kind == "not_assessed"
    assert mine.sentence is not None
    assert group("age_80")["fi"] in mine.sentence["fi"]


def test_certainty_that_nobody_moved_has_no_reason_for_a_move() -> None:
    basis = {"basis": {"source": "statistics"}, "why": "Ei siirretty."}
    of = composed(matter(cell("p_health", "VE1", impact5=-1, certainty=basis)))
    assert (at(of, "p_health", "VE1").certainty, at(of, "p_health", "VE1").certainty_why) == (3, None)


def test_what_is_not_known_of_a_group_or_an_alternative_is_told_there() -> None:
    made = matter(
        {"apart/f_opex": ["age_80"], **cell("f_opex:age_80", "VE2", impact5="unknown", rationale="Ei luvuin.")}
    )
    eva = made.stored["eva"]
    unknown = Answer("alternatives/VE1/alt_cost_once", None, "Urakkaa ei ole kilpailutettu.")
    made = replace(made, stored={**made.stored, "eva": replace(eva, answers={**eva.answers, unknown.key: unknown})})
    told = [(one.area and one.area["fi"], one.alternative, one.text) for one in composed(made).not_known]
    asked = next(q for _, q in INSTRUMENTS["eva"].questions() if q.id == "alt_cost_once")
    assert told == [
        ("Käyttötalous: 80 vuotta täyttäneet", "VE2", "Ei luvuin."),
        (asked.fi, "VE1", "Urakkaa ei ole kilpailutettu."),
    ]


@pytest.mark.parametrize(("ended", "old"), [("2022-01-16", False), ("2022-01-15", True)])
def test_a_source_of_exactly_five_years_is_not_old(ended: str, old: bool) -> None:
    made = replace(whole(), evidence={5: Source(5, {"ev_valid_to": ended})})
    (source,) = composed(made).sources
    assert (source.title, source.old) == ("", old)


def test_sources_that_only_lava_cites_are_listed_too() -> None:
    made = replace(matter({}), evidence={5: Source(5, SOURCES[5])})
    made = replace(made, stored={**made.stored, "lava": stored(9, "lava", lava())})
    assert [one.id for one in composed(made).sources] == [5]


def test_a_duty_towards_one_body_names_it() -> None:
    bodies = [duty for duty in INSTRUMENTS[CHECKLIST].duties if duty.bodies and "hyvinvointialue" in duty.org]
    assert bodies
    of = composed(replace(whole(), org="hyvinvointialue"))
    named = {one.body["fi"] for one in of.duties if one.body}
    assert named >= {LIBRARY.lists["roles"]["youth_council"].fi}
