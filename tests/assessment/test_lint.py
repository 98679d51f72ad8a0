"""A broken template is told with file, line and reason; the built-in ones are clean."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assessment.templates import loading
from assessment.templates.loading import TemplateError

BUILT_IN = {"eva", "eva-short", "lava", "crwia", "early-participation", "influence"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for path in loading.BUILT_IN.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    monkeypatch.setattr(loading, "BUILT_IN", tmp_path)
    return tmp_path


def test_the_built_in_instruments_are_clean(folder: Path) -> None:
    assert set(loading.load().templates) == BUILT_IN


# One fault for each rule: where it is put, and what is said at that very line.
FAULTS = [
    ("eva.yaml", "options: still_open", "options: still_shut", "list 'still_shut' does not exist"),
    ("eva.yaml", "\"'nothing' in b_open\"", '"nothing in in b_open"', "does not parse"),
    ("eva.yaml", "\"'nothing' in b_open\"", '"b_opened"', "unknown name b_opened"),
    ("eva.yaml", "\"'nothing' in b_open\"", "\"b_problem == 'a' and b_problem == 'b'\"", "can never be seen"),
    ("eva.yaml", "\"'nothing' in b_open\"", '"count(b_open) > 9"', "can never be seen"),
    ("eva.yaml", "\"'nothing' in b_open\"", '"empty(b_open_reason)"', "depends on itself"),
    ("eva.yaml", 'uses: ["common-fi@^1"]', 'uses: ["common-fi@^2"]', "does not fit version 1.0.0"),
    ("eva.yaml", 'version: "1.0.0"', 'version: "1.0"', "not a version such as 1.0.0"),
    ("eva.yaml", "law: [hl_45]", "law: [hl_99]", "law 'hl_99' is not in the law register"),
    ("eva.yaml", "type: per_alternative_text", "type: essay", "type 'essay' does not exist"),
    ("eva.yaml", "opens: [lava]", "opens: [lavva]", "opens 'lavva'"),
    ("eva.yaml", "may_hide: [o_ways", "may_hide: [b_goal, o_ways", "required and may not be hidden"),
    ("eva.yaml", "use: standard", "use: fancy", "workflow 'fancy' does not exist"),
    ("eva.yaml", "{cost_threshold_eur} euroa", "{cost_limit} euroa", "{cost_limit} is not a declared param"),
    ("lava.yaml", "crc: [12, 13, 17]", "crc: [12, 13, 99]", "article 99"),
    ("lava.yaml", "vc_level in ['none', 'informed']", "vc_level in ['nonne', 'informed']", "not an option"),
    ("library.yaml", "require: [rationale, certainty]", "require: [rational, certainty]", "cell field 'rational'"),
    ("library.yaml", "schema_version: 1", "schema_version: 2", "schema_version"),
    ("early-participation.yaml", "kind: negotiate", "kind: bargain", "duty kind 'bargain'"),
    ("early-participation.yaml", "group('age_65_79', 'age_80')", "group('age_99')", "'age_99' does not exist"),
    ("influence.yaml", "options: influence_reply", "options: replies", "list 'replies' does not exist"),
    (
        "eva.yaml",
        "params: [cost_threshold_eur,",
        "params: [cost_limit,",
        "param 'cost_limit' is not declared in the library",
    ),
    ("eva.yaml", "may_hide: [o_ways", "may_hide: [o_nothing", "'o_nothing' does not exist"),
    ("eva.yaml", "binds: decision.title", "binds: decision.name", "question 'b_title': cannot bind to 'decision.name'"),
    ("eva.yaml", "panel: cumulative_burden", "panel: burden", "panel 'burden' does not exist"),
    ("eva.yaml", "cell_rules: [cr_strong", "cell_rules: [cr_weak", "cell rule 'cr_weak' does not exist"),
    (
        "eva.yaml",
        "baseline_cell: [state_now",
        "baseline_cell: [state_then",
        "baseline cell field 'state_then' does not exist",
    ),
    ("eva.yaml", "id: p_health, pillar: people", "id: p_health, pillar: folk", "pillar 'folk' does not exist"),
    ("eva.yaml", "from: lava.summary", "from: lava.sum", "'lava.sum' is not a linked name"),
    ("eva.yaml", "law: [yvl_5], fi", "law: [yvl_55], fi", "law 'yvl_55' is not in the law register"),
    ("eva.yaml", 'uses: ["common-fi@^1"]', 'uses: ["common-xx@^1"]', "'common-xx@^1' is not among the loaded files"),
    ("eva.yaml", "migrations: []", "migrations: [{from: '0', rename: {b_old: b_new}}]", "'b_new' is not a question"),
    ("eva.yaml", "migrations: []", "migrations: [{from: '0', split: {b_old: [b_goal, b_new]}}]", "'b_new' is not a"),
    (
        "eva.yaml",
        "migrations: []",
        "migrations: [{from: '0', drop: [b_goal]}]",
        "'b_goal' is dropped, but this version has it",
    ),
    ("eva.yaml", "migrations: []", "migrations: [{from: '0', drop: [p_health]}]", "'p_health' is dropped"),
    ("eva.yaml", "migrations: []", "migrations: [{from: '0', drop: [s_many]}]", "'s_many' is dropped"),
    (
        "eva.yaml",
        "migrations: []",
        "migrations: [{from: '0', revalue: {b_open: {x: wrong}}}]",
        "'wrong' is not an option of 'b_open'",
    ),
    (
        "eva.yaml",
        "migrations: []",
        "migrations: [{from: '0', revalue: {b_gone: {x: y}}}]",
        "'b_gone' is not a question",
    ),
    (
        "early-participation.yaml",
        'stage: start, fi: "Kerro, mitä',
        'stage: begin, fi: "Kerro, mitä',
        "stage 'begin' does not exist",
    ),
    (
        "early-participation.yaml",
        'org: [kunta], when: "true"',
        'org: [kylä], when: "true"',
        "organisation 'kylä' does not exist",
    ),
    ("early-participation.yaml", "bodies: [youth_council,", "bodies: [youths,", "body 'youths' is not a role"),
    ("early-participation.yaml", "law: [kl_29]", "law: [kl_929]", "law 'kl_929' is not in the law register"),
    ("early-participation.yaml", "area('k_learn') and", "area('k_sleep') and", "'k_sleep' does not exist for area()"),
    ("early-participation.yaml", "area('k_learn') and", "part('k_learn') and", "uses unknown function part"),
    ("early-participation.yaml", "when: \"level != 'none'\"", "when: \"lvl != 'none'\"", "uses unknown name lvl"),
    (
        "library.yaml",
        "proof: [notice_date, channel, link]",
        "proof: [notice_day, channel, link]",
        "proof 'notice_day' is not in the list",
    ),
    (
        "library.yaml",
        "type: choice, options: levels",
        "type: choice, options: heights",
        "list 'heights' does not exist",
    ),
    (
        "library.yaml",
        "from: [draft], to: in_review",
        "from: [drift], to: in_review",
        "state 'drift' is not one of the workflow's states",
    ),
    (
        "library.yaml",
        "to: changes_requested, role: [reviewer]",
        "to: changes_requested, role: [critic]",
        "role 'critic' is not one of",
    ),
    ("library.yaml", "needs: [attestations_ticked]", "needs: [luck]", "need 'luck' is not declared in workflow_needs"),
    (
        "library.yaml",
        "when: \"impact == 'mixed'\", require: [groups,",
        "when: \"effect == 'mixed'\", require: [groups,",
        "unknown name effect",
    ),
    (
        "library.yaml",
        "require_one_of: [mitigation, no_mit",
        "require_one_of: [mending, no_mit",
        "unknown cell field 'mending'",
    ),
    ("lava.yaml", "list: age,", "list: ages,", "group list 'ages' does not exist"),
    ("eva.yaml", "type: scale, scale: reversibility", "type: scale, scale: turning", "scale 'turning' does not exist"),
    ("eva.yaml", "type: scale, scale: reversibility", "type: scale", "a scale needs `scale`"),
    ("eva.yaml", "type: choice, options: origin", "type: choice", "a choice needs `options`"),
    ("eva.yaml", "type: multi, options: still_open", "type: multi", "a multi needs `options`"),
    ("eva.yaml", "cell: [impact5, quantity", "cell: [impact6, quantity", "cell field 'impact6' does not exist"),
    ("eva.yaml", "areas: [p_health, p_services", "areas: [p_wealth, p_services", "area 'p_wealth' does not exist"),
    ("eva.yaml", "s_group: [f_house, p_daily]", "s_group: [f_home, p_daily]", "area 'f_home' does not exist"),
    ("eva.yaml", "s_env: [e_nature", "s_sea: [e_nature", "screening question 's_sea' does not exist"),
    ("eva.yaml", "fields: [impact5, certainty, rat", "fields: [impact5, colour, rat", "field 'colour' is not in this"),
    ("eva.yaml", 'when: "count(alternatives) == 0"', 'when: "count(ways) == 0"', "unknown name ways"),
    ("early-participation.yaml", "options: case_types,", "options: case_kinds,", "list 'case_kinds' does not exist"),
    ("eva.yaml", "basis: {law: [jarj_6, jarj_7", "basis: {law: [jarj_6, jarj_77", "law 'jarj_77' is not in the law"),
    ("eva.yaml", 'when: "excluded or points == 0"', 'when: "excluded or pints == 0"', "unknown name pints"),
    ("eva.yaml", "any_yes('s_network', 's_irrev')\"", "any_no('s_network', 's_irrev')\"", "unknown function any_no"),
    ("lava.yaml", "k_growth, crc: [6, 29]", "k_growth, crc: [6, 99]", "article 99"),
]


@pytest.mark.parametrize(("file", "old", "new", "reason"), FAULTS, ids=range(len(FAULTS)))
def test_every_rule_tells_its_fault_at_the_very_line(folder: Path, file: str, old: str, new: str, reason: str) -> None:
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(TemplateError) as error:
        loading.load()
    told = {(one.file, one.line) for one in error.value.problems if reason in one.reason}
    line = (text[: text.index(old)] + new).count("\n") + 1
    assert told == {(file, line)}, str(error.value)


def test_a_repeated_id_is_told_at_its_last_place_and_in_its_own_file(folder: Path) -> None:
    text = (folder / "eva.yaml").read_text("utf-8")
    (folder / "eva.yaml").write_text(text.replace("id: b_goal,", "id: b_problem,", 1), "utf-8")
    with pytest.raises(TemplateError) as error:
        loading.load()
    broken = (folder / "eva.yaml").read_text("utf-8").splitlines()
    last = max(number for number, line in enumerate(broken, start=1) if "id: b_problem," in line)
    assert [(one.file, one.line) for one in error.value.problems if "used 2 times" in one.reason] == [
        ("eva.yaml", last)
    ]


def test_a_score_that_reaches_no_level_is_told(folder: Path) -> None:
    text = (folder / "eva.yaml").read_text("utf-8")
    assert '"otherwise"' in text
    (folder / "eva.yaml").write_text(text.replace('"otherwise"', '"points > 99"', 1), "utf-8")
    with pytest.raises(TemplateError, match="reach no level") as error:
        loading.load()
    assert {one.file for one in error.value.problems if "reach no level" in one.reason} == {"eva.yaml"}


def test_an_id_of_the_library_used_in_a_template_is_told(folder: Path) -> None:
    text = (folder / "eva.yaml").read_text("utf-8")
    (folder / "eva.yaml").write_text(text.replace("id: b_goal,", "id: points,", 1), "utf-8")
    with pytest.raises(TemplateError, match="the id 'points' is used 2 times"):
        loading.load()


def test_a_missing_language_that_is_claimed_is_found(folder: Path) -> None:
    text = (folder / "eva.yaml").read_text("utf-8")
    start = text.index("sv: ", text.index("b_goal"))
    end = text.index('", en:', start)
    (folder / "eva.yaml").write_text(text[:start] + text[end + 3 :], "utf-8")
    with pytest.raises(TemplateError, match="has no sv"):
        loading.load()


def test_a_text_cut_by_a_comma_is_an_unknown_key(folder: Path) -> None:
    own = folder / "eva.yaml"
    own.write_text(
        own.read_text("utf-8").replace('en: "Describe the matter"}', "en: Describe, the matter}", 1), "utf-8"
    )
    with pytest.raises(TemplateError, match=r"eva\.yaml, line"):
        loading.load()


def test_a_key_that_stands_twice_is_found(folder: Path) -> None:
    own = folder / "eva.yaml"
    own.write_text(own.read_text("utf-8") + "\nmigrations: []\n", "utf-8")
    with pytest.raises(TemplateError, match="stands twice"):
        loading.load()


def test_a_municipalitys_own_template_stands_beside_the_built_in_ones(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    text = (folder / "influence.yaml").read_text("utf-8")
    (own / "ours.yaml").write_text(text.replace("id: influence", "id: ours").replace("{id: i", "{id: local_i"), "utf-8")
    assert set(loading.load(own).templates) == BUILT_IN | {"ours"}


def test_two_templates_with_one_id_stop_the_start(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    shutil.copy(folder / "influence.yaml", own / "again.yaml")
    with pytest.raises(TemplateError, match="already used"):
        loading.load(own)
