"""A municipality's own changes to an instrument: added, hidden, reworded; what is locked stays locked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from assessment.templates import loading
from assessment.templates.loading import Instruments, TemplateError
from assessment.templates.model import Template

OWN = {
    "id": "local_strategy",
    "type": "long_text",
    "fi": "Mitä strategian tavoitetta asia palvelee?",
    "sv": "s",
    "en": "e",
}


def loaded(folder: Path, **local: Any) -> Instruments:
    content = {"schema_version": 1, "local": {"of": "eva", "version": "2", **local}}
    (folder / "oma-eva.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    return loading.load(folder)


def ids(template: Template) -> list[str]:
    return [question.id for _, question in template.questions()]


def test_a_question_is_added_after_the_one_it_names(tmp_path: Path) -> None:
    eva = loaded(tmp_path, add=[{"section": "basics", "after": "b_goal", "question": OWN}])["eva"]
    assert ids(eva)[ids(eva).index("b_goal") + 1] == "local_strategy"


def test_the_changed_instrument_is_a_version_of_its_own(tmp_path: Path) -> None:
    built_in, changed = loading.load(), loaded(tmp_path, hide=["c_unintended"])
    assert changed["eva"].template.version == "1.0.0+local.2"
    assert changed.hashes["eva"] != built_in.hashes["eva"]
    assert changed.hashes["lava"] == built_in.hashes["lava"]


def test_what_may_be_hidden_is_hidden_also_in_the_brief_mode(tmp_path: Path) -> None:
    eva = loaded(tmp_path, hide=["o_ways", "alt_cost_once"])["eva"]
    matrix = eva.matrix()
    assert matrix is not None
    assert "alt_cost_once" not in ids(eva)
    assert "o_ways" not in {area.id for area in matrix.areas}
    assert matrix.brief_mode is not None
    assert "o_ways" not in {a for added in matrix.brief_mode.add_areas_when.values() for a in added}


def test_a_help_text_is_reworded(tmp_path: Path) -> None:
    help_ = {"fi": "Katso kaupungin kirjoitusohje.", "sv": "s", "en": "e"}
    eva = loaded(tmp_path, reword_help={"b_goal": help_})["eva"]
    found = next(q for _, q in eva.questions() if q.id == "b_goal")
    assert found.help is not None
    assert found.help.fi == "Katso kaupungin kirjoitusohje."


@pytest.mark.parametrize(
    ("local", "reason"),
    [
        ({"hide": ["b_goal"]}, "may not be hidden"),
        ({"hide": ["p_equality"]}, "may not be hidden"),
        ({"add": [{"section": "basics", "question": {**OWN, "id": "strategy"}}]}, "must begin with local_"),
        ({"add": [{"section": "nowhere", "question": OWN}]}, "has no section 'nowhere'"),
        ({"add": [{"section": "basics", "after": "cmp_why", "question": OWN}]}, "has no question 'cmp_why'"),
        ({"add": [{"section": "basics", "question": {**OWN, "type": "essay"}}]}, "type 'essay' does not exist"),
        ({"add": [{"section": "basics", "question": {**OWN, "visible_if": "nothing_such"}}]}, "unknown name"),
        ({"reword_help": {"nowhere": {"fi": "x", "sv": "x", "en": "x"}}}, "has no question 'nowhere'"),
        ({"of": "lavva"}, "'lavva' does not exist"),
    ],
)
def test_what_the_instrument_does_not_open_stops_the_start(tmp_path: Path, local: dict[str, Any], reason: str) -> None:
    with pytest.raises(TemplateError) as error:
        loaded(tmp_path, **local)
    problem = error.value.problems[0]
    assert reason in problem.reason
    assert problem.file == "oma-eva.yaml"
    assert problem.line > 1


def test_an_instrument_that_takes_no_additions_takes_none(tmp_path: Path) -> None:
    content = {"schema_version": 1, "local": {"of": "influence", "version": "1", "hide": ["i_status"]}}
    (tmp_path / "oma.yaml").write_text(yaml.safe_dump(content), "utf-8")
    with pytest.raises(TemplateError, match="may not be hidden"):
        loading.load(tmp_path)
