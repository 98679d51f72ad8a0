"""The task list: what is done, what waits, and how much of what is asked is given."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from assessment import progress
from assessment.answers import Answer
from assessment.matter import CHECKLIST, InputState, Matter, Opinion
from assessment.progress import Task
from tests.assessment.cases import INSTRUMENTS, cell
from tests.reports.cases import SCREENED, matter, stored

MORNING = datetime(2027, 1, 15, 8, tzinfo=UTC)


def of(made: Matter, section: str, template: str | None = None) -> Task:
    return next(
        task for task in made.tasks if task.section == section and (template is None or task.template == template)
    )


def put(made: Matter, template: str, **more: Answer) -> Matter:
    """The matter with further answers of one instrument, by key with `__` for `/`."""
    before = made.stored[template]
    given = {**before.answers, **{key.replace("__", "/"): answer for key, answer in more.items()}}
    return replace(made, stored={**made.stored, template: replace(before, answers=given)})


def at(value: Any, minutes: int, role: str = "preparer", key: str = "x") -> Answer:
    return Answer(key, value, rev=1, by_role=role, at=MORNING + timedelta(minutes=minutes))


def stands(task: Task) -> tuple[str, int, int]:
    return task.status, task.given, task.total


# ------------------------------------------------------------------ the screening


def screened(answers: dict[str, str]) -> Matter:
    made = matter({})
    return replace(made, stored={**made.stored, "eva": stored(1, "eva", answers)})


def test_the_screening_is_the_only_task_until_it_is_answered() -> None:
    total = len(INSTRUMENTS["eva"].screening.questions)  # type: ignore[union-attr]
    nothing = screened({})
    assert [(task.section, *stands(task)) for task in nothing.tasks] == [("screening", "not_started", 0, total)]
    begun = screened({"screening/s_many": "yes"})
    assert [(task.section, *stands(task)) for task in begun.tasks] == [("screening", "in_progress", 1, total)]
    assert of(begun, "screening").group == "basics"
    assert of(begun, "screening").template == ""


def test_a_matter_that_needs_no_assessment_needs_the_reason() -> None:
    no = dict.fromkeys((key for key in SCREENED), "no")
    made = screened(no)
    assert made.outcome.level == "none"
    assert of(made, "screening").status == "in_progress"
    told = screened(no | {"screening/none_reason": "Vain nimi muuttuu."})
    assert told.none_reason == "Vain nimi muuttuu."
    assert [task.section for task in told.tasks] == ["screening"]
    assert of(told, "screening").status == "done"


def test_a_full_assessment_has_its_tasks_in_the_order_of_the_work() -> None:
    made = matter({})
    groups = [task.group for task in made.tasks]
    assert groups == sorted(groups, key=progress.GROUPS.index)
    assert of(made, "screening").status == "done"
    assert of(made, "basics").title == INSTRUMENTS["eva"].section("basics").title
    assert [(task.group, task.section) for task in made.tasks if task.template == "eva"] == [
        ("basics", "basics"),
        ("alternatives", "alternatives"),
        ("participation", "resident_input"),
        ("effects", "matrix"),
        ("effects", "cumulative"),
        ("check", "compare"),
        ("check", "follow_up"),
    ]
    assert [task.section for task in made.tasks if task.template == ""] == [
        "screening", "checklist", "import", "texts", "release", "responses",
    ]  # fmt: skip


def test_lava_opens_with_its_own_screening_and_then_its_sections() -> None:
    made = matter({})
    assert not any(task.group == "children" for task in made.tasks)  # nothing is stored of it yet
    lava = INSTRUMENTS["lava"].screening
    assert lava is not None
    opened = replace(made, stored={**made.stored, "lava": stored(9, "lava", {})})
    assert [(t.section, *stands(t)) for t in opened.tasks if t.group == "children"] == [
        ("lava_screening", "not_started", 0, len(lava.questions))
    ]
    some = replace(made, stored={**made.stored, "lava": stored(9, "lava", {"screening/l_direct": "yes"})})
    assert stands(of(some, "lava_screening")) == ("in_progress", 1, len(lava.questions))
    every = {f"screening/{q.id}": "yes" for q in lava.questions}
    full = replace(made, stored={**made.stored, "lava": stored(9, "lava", every)})
    assert stands(of(full, "lava_screening")) == ("done", len(lava.questions), len(lava.questions))
    sections = [task.section for task in full.tasks if task.template == "lava"]
    assert sections == ["who", "know", "voice", "principles", "life", "weigh", "back"]
    assert {task.group for task in full.tasks if task.template == "lava"} == {"children"}


def test_another_instrument_has_its_own_group_and_its_screening_if_it_has_one() -> None:
    made = matter({}, "crwia")
    assert [task.section for task in made.tasks if task.group == "others"] == ["stage1", "options"]
    assert {task.template for task in made.tasks if task.group == "others"} == {"crwia"}
    withdrawn = replace(made.stored["crwia"], state="withdrawn")
    gone = replace(made, stored={**made.stored, "crwia": withdrawn})
    assert not any(task.group == "others" for task in gone.tasks)
    assert list(gone.cases) == ["eva"]


def test_a_followed_up_decision_asks_what_happened() -> None:
    made = matter(cell("p_health", "VE1", impact5=-1))
    eva = replace(made.stored["eva"], state="follow_up")
    head = replace(made.head, chosen="VE1", decided_on=date(2027, 3, 1), stage="decided")
    followed = replace(made, head=head, stored={**made.stored, "eva": eva})
    asked = [task for task in followed.tasks if task.group == "follow_up"]
    assert [(task.section, task.kind) for task in asked] == [("outcomes", "outcomes"), ("asked_again", "")]
    assert stands(asked[0]) == ("not_started", 0, 1)
    assert not any(task.group == "follow_up" for task in made.tasks)


# ------------------------------------------------------------------ participation


NAMES = {
    "import": "Tuo asukkaiden vastaukset", "texts": "Tarkista tekstit ja teemat", "release": "Jäädytä julkaisu",
    "responses": "Vastaa teemoihin ja lausuntoihin",
}  # fmt: skip


@pytest.mark.parametrize(
    ("flow", "section", "status", "given", "total"),
    [
        (InputState(), "import", "not_started", 0, 1),
        (InputState(imports=3), "import", "done", 1, 1),
        (InputState(imports=1), "import", "done", 1, 1),
        (InputState(imports=1, releases=1), "release", "done", 1, 1),
        (InputState(), "texts", "cannot_start", 0, 0),
        (InputState(imports=1, texts=9, unread=4), "texts", "in_progress", 5, 9),
        (InputState(imports=1, texts=9), "texts", "done", 9, 9),
        (InputState(), "release", "cannot_start", 0, 1),
        (InputState(imports=1), "release", "not_started", 0, 1),
        (InputState(imports=1, releases=2), "release", "done", 1, 1),
        (InputState(imports=1, releases=2, stale=True), "release", "changed", 1, 1),
        (InputState(), "responses", "cannot_start", 0, 0),
        (InputState(released_themes=3, statements=2, unanswered=4, unpublished=1), "responses", "in_progress", 1, 5),
        (InputState(released_themes=3, statements=2, unpublished=1), "responses", "waiting", 5, 5),
        (InputState(released_themes=3, statements=2), "responses", "done", 5, 5),
        (InputState(statements=1), "responses", "done", 1, 1),
    ],
)
def test_resident_input_goes_from_import_to_answers(
    flow: InputState, section: str, status: str, given: int, total: int
) -> None:
    task = of(replace(matter({}), input=flow), section)
    assert (task.group, task.template) == ("participation", "")
    assert task.title.fi == NAMES[section]
    assert stands(task) == (status, given, total)


def test_a_duty_is_closed_when_it_is_done_refused_or_not_applicable() -> None:
    made = matter({})
    total = of(made, "checklist").total
    assert of(made, "checklist").title.fi == "Kirjaa, kenelle on kerrottu ja ketä on kuultu"
    assert total > 3
    assert stands(of(made, "checklist")) == ("not_started", 0, total)
    first, second, third, fourth = [d.key for d in made.duties if INSTRUMENTS.library.kind(d.duty.kind).open][:4]
    records = {
        first: {"value": "done", "proof": {"channel": "Verkko"}},
        second: {"value": "not_done", "reason": "Ei ehditty."},
        third: {"value": "na", "reason": "Ei koske."},
        fourth: {"value": "planned", "date": "2027-02-01"},
    }
    begun = replace(made, stored={**made.stored, CHECKLIST: stored(2, CHECKLIST, records)})
    assert stands(of(begun, "checklist")) == ("in_progress", 3, total)
    keys = [d.key for d in made.duties if INSTRUMENTS.library.kind(d.duty.kind).open]
    unproved = {first: {"value": "done"}}
    claimed = replace(made, stored={**made.stored, CHECKLIST: stored(2, CHECKLIST, unproved)})
    assert stands(of(claimed, "checklist")) == ("in_progress", 0, total)  # done counts with its proof
    closed = {key: {"value": "na", "reason": "Ei koske."} for key in keys}
    done = replace(made, stored={**made.stored, CHECKLIST: stored(2, CHECKLIST, closed)})
    assert stands(of(done, "checklist")) == ("done", total, total)


# ------------------------------------------------------------------ a section


BASICS = {"basics/b_problem": "Sisäilma.", "basics/b_goal": "Terveet tilat.", "basics/b_open": ["need"]}


def test_a_section_is_done_when_all_is_answered_and_somebody_says_so() -> None:
    made = matter({})
    assert of(made, "basics").status == "in_progress"  # the decision's own title, body and day stand there already
    assert of(made, "cumulative").status == "not_started"
    begun = matter({"basics/b_goal": "Terveet tilat."})
    assert of(begun, "basics").status == "in_progress"
    full = matter(BASICS)
    task = of(full, "basics")
    assert task.given == task.total > 0
    assert task.status == "in_progress"  # all is there, but nobody has said that it is ready
    assert of(put(full, "eva", done__basics=at("yes", 0)), "basics").status == "done"
    assert of(put(full, "eva", done__basics=at("no", 0)), "basics").status == "in_progress"
    assert of(put(begun, "eva", done__basics=at("yes", 0)), "basics").status == "in_progress"


@pytest.mark.parametrize(
    ("minutes", "role", "status"),
    [(5, "coordinator", "changed"), (-5, "coordinator", "done"), (0, "coordinator", "done"), (5, "preparer", "done")],
)
def test_an_edit_by_another_role_after_that_asks_for_a_look(minutes: int, role: str, status: str) -> None:
    ready = put(matter(BASICS), "eva", done__basics=at("yes", 0))
    edited = put(ready, "eva", basics__b_goal=at("Terveet ja turvalliset tilat.", minutes, role))
    assert of(edited, "basics").status == status
    elsewhere = put(ready, "eva", compare__cmp_why=at("Siksi.", 5, "coordinator"))
    assert of(elsewhere, "basics").status == "done"


def test_the_effects_are_done_by_themselves_when_every_cell_is() -> None:
    made = matter({})
    task = of(made, "matrix")
    assert stands(task) == ("not_started", 0, task.total)
    assert task.kind == "matrix"
    cells = [(row, code) for (row, code), one in made.eva.cells.items() if not one.computed]
    assert task.total == len(cells)
    every: dict[str, Any] = {}
    for row, code in cells:
        every |= cell(row, code, state_now="Nyt.") if code == "VE0" else cell(row, code, impact5=0)
    assert stands(of(matter(every), "matrix")) == ("done", len(cells), len(cells))
    row, code = next((row, code) for row, code in cells if code != "VE0")
    broken = matter(every | cell(row, code, impact5=-2))  # a clear harm needs more than its direction
    assert stands(of(broken, "matrix")) == ("in_progress", len(cells) - 1, len(cells))
    assert progress.unanswered(broken.eva, "matrix") == (f"matrix/{row}/{code}",)


def test_what_is_missing_is_named_by_its_key() -> None:
    made = matter({"basics/b_goal": "Terveet tilat."})
    open_now = progress.unanswered(made.eva, "basics")
    assert set(open_now) == {"basics/b_problem", "basics/b_open"}
    assert progress.unanswered(matter(BASICS).eva, "basics") == ()


def test_a_section_in_which_nothing_is_asked_cannot_be_started() -> None:
    made = matter({})
    assert made.eva.in_section("asked_again")  # asked, but only in the follow-up
    head = replace(made.head, chosen="VE1", decided_on=date(2027, 3, 1))
    followed = replace(made, head=head, stored={**made.stored, "eva": replace(made.stored["eva"], state="follow_up")})
    assert of(followed, "outcomes").status == "cannot_start"  # no effect was predicted


# ------------------------------------------------------------------ opinions


def test_the_councils_that_the_law_gives_a_say_and_of_children_their_contact_are_asked() -> None:
    made = matter({})
    assert made.lava is None
    assert made.opinions_asked == ("youth_council", "elderly_council", "disability_council")
    with_lava = replace(made, stored={**made.stored, "lava": stored(9, "lava", {})})
    assert with_lava.opinions_asked == (
        "child_rights_contact", "youth_council", "elderly_council", "disability_council",
    )  # fmt: skip
    assert made.eva.counts["opinions_open"] == 3
    opinion = Opinion("youth_council", "Hyvä.", "", 1, "youth_council", MORNING)
    given = replace(made, opinions={"youth_council": opinion})
    assert given.has_opinion("youth_council")
    assert given.eva.counts["opinions_open"] == 2
    stated = replace(made, input=InputState(councils=frozenset({"elderly_council"})))
    assert stated.has_opinion("elderly_council")
    assert stated.eva.counts["opinions_open"] == 2


def test_the_case_knows_how_much_input_and_how_many_open_matters_there_are() -> None:
    made = replace(matter({}), input=InputState(released_themes=3, statements=2, unanswered=4))
    counts = made.eva.counts
    assert (counts["input_count"], counts["themes_open"]) == (5, 4)
    assert counts["duties_open"] == sum(
        d.status in ("missing", "planned") for d in made.duties if INSTRUMENTS.library.kind(d.duty.kind).open
    )
    assert counts["duties_not_done"] == 0


# ------------------------------------------------------------------ the decision's own fields


def test_title_body_day_and_names_are_read_from_the_decision() -> None:
    made = matter({"basics/b_title": "Vanha nimi", "alternatives/VE1/alt_name": "Vanha vaihtoehto"})
    given = made.answers("eva")
    assert given["basics/b_title"].value == "Kouluverkko"
    assert given["basics/b_title"].rev == 1  # the revision that the answer has here
    assert given["basics/b_body"] == Answer("basics/b_body", "Valtuusto")
    assert given["basics/b_date"].value == "2027-03-01"
    assert given["alternatives/VE1/alt_name"].value == "Yhdistetään"
    assert made.answers("unheard") == {}
    undated = replace(made, head=replace(made.head, meeting_date=None))
    assert undated.answers("eva")["basics/b_date"].value is None


def test_instruments_that_may_be_opened_are_those_that_are_not() -> None:
    made = matter({})
    assert set(made.openable) == {"crwia", "eva-short"}
    assert matter({}, "crwia").openable == ("eva-short",)
    assert matter({}, "crwia").case("unheard") is None
    assert list(matter({}, "crwia").cases) == ["eva", "crwia"]
