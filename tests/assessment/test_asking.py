"""Ready wordings of a councillor: each from a gap that the briefing itself tells."""

from __future__ import annotations

from assessment import asking
from assessment.briefing import AlternativeLine, Briefing, DutyLine, NotKnown
from assessment.outline import outline, tags
from locales import LANGUAGES
from tests.ui.conftest import three

AREA, GROUP = three("Koulumatkat"), three("Alle kouluikäiset")


def whole(briefing: Briefing, **more: object) -> Briefing:
    """A briefing that leaves nothing open."""
    closed = {"not_known": (), "not_heard": (), "duties_not_done": (), "effects": ()}
    lines = tuple(AlternativeLine(code=f"VE{n}", name=three("x")) for n in range(3))
    return briefing.model_copy(update={"alternatives": lines, **closed, **more})


def test_without_a_gap_there_is_no_wording(briefing: Briefing) -> None:
    assert briefing.release is not None
    assert asking.wordings(whole(briefing)) == ()


def test_each_gap_gives_its_own_wording_in_every_language(briefing: Briefing) -> None:
    gap = NotKnown(area=AREA, alternative="VE1", text="Kuljetusten kesto puuttuu")
    duty = DutyLine(
        kind=three("Kuule"), text=three("Kuule nuorisovaltuustoa"), body=None, status="not_done",
        status_word=three("Ei tehdä"), reason=None, when=None, laws=(),
    )  # fmt: skip
    found = asking.wordings(whole(briefing, not_known=(gap,), not_heard=(GROUP,), duties_not_done=(duty,)))
    said = [(one.kind, one.words["fi"]) for one in found]
    assert said == [
        (
            "more",
            "Pyydän selvittämään ennen päätöstä: Koulumatkat, VE1. "
            "Päättäjän sivulla sanotaan: ”Kuljetusten kesto puuttuu”",
        ),
        ("more", "Miten tämä ryhmä kuullaan ennen päätöstä: Alle kouluikäiset?"),
        ("return", "Esitän, että asia palautetaan valmisteluun, jotta nämä vaikutukset selvitetään: Koulumatkat."),
        ("return", "Esitän, että asia palautetaan valmisteluun, jotta nämä ryhmät kuullaan: Alle kouluikäiset."),
        (
            "return",
            "Esitän, että asia palautetaan valmisteluun, jotta lain vaatimat tehtävät hoidetaan: "
            "Kuule nuorisovaltuustoa.",
        ),
    ]
    assert all(set(one.words) == set(LANGUAGES) for one in found)


def test_only_one_alternative_is_asked_about_and_no_input_is_asked_for_once(briefing: Briefing) -> None:
    lines = tuple(AlternativeLine(code=f"VE{n}", name=three("x")) for n in range(2))
    found = asking.wordings(whole(briefing, alternatives=lines, release=None, no_input_reason=None))
    assert [one.kind for one in found] == ["more", "more", "return"]
    reasoned = asking.wordings(whole(briefing, alternatives=lines, release=None, no_input_reason="Kiire."))
    assert [one.kind for one in reasoned] == ["more", "return"]


def test_the_outline_counts_what_the_briefing_leaves_open(briefing: Briefing) -> None:
    found = outline(briefing)
    assert found.not_known == len(briefing.not_known)
    assert found.not_heard == briefing.not_heard
    assert found.input


def test_a_decision_is_found_by_what_it_affects_and_not_by_what_it_leaves_as_it_is(briefing: Briefing) -> None:
    codes = {tag.code for tag in tags(briefing, {}) if tag.kind == "area"}
    moved = {
        row.area for row in (*briefing.effects, *(briefing.children.rows if briefing.children else ()))
        if any(cell.kind == "effect" and cell.impact not in (None, 0, "na") for cell in row.cells)
    }  # fmt: skip
    assert codes == moved
