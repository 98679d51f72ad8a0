"""A whole briefing with residents' input, as a value: a school network review in a made-up town."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Literal

import pytest
import streamlit as st

from assessment import briefing as model
from assessment.briefing import Briefing, EffectCell, EffectRow
from participation.release import (
    ActivityResult,
    OpinionGroup,
    OpinionGroups,
    Quote,
    Release,
    Row,
    Shown,
    Table,
    ThemeCount,
    TopIdea,
)

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script> ![x](https://evil.example/x.png) [a](https://evil.example) & \"'"


def three(text: str) -> dict[str, str]:
    """A text of the templates: in all languages."""
    return {"fi": text, "sv": f"{text} sv", "en": f"{text} en"}


def exact(n: int) -> Shown:
    return Shown(kind="exact", low=n)


def band(low: int, high: int) -> Shown:
    return Shown(kind="band", low=low, high=high)


def per_cent(low: int, step: int = 1) -> Shown:
    return Shown(kind="percent", low=low, step=step)


def total(n: int, against: int, neutral: int, for_: int) -> Row:
    return Row(
        id="total", label=three("Kaikki"), n=exact(n), against=per_cent(against), neutral=per_cent(neutral),
        for_=per_cent(for_), cannot_say=band(10, 24),
    )  # fmt: skip


GROUPS = (
    Row(
        id="guardian", label=three("Huoltaja"), n=band(50, 99), against=per_cent(60, 10),
        neutral=Shown(kind="below", low=10), for_=per_cent(30, 10), cannot_say=Shown(kind="under", low=10),
    ),
    Row(
        id="young", label=three("Nuori"), n=band(10, 24), against=Shown(kind="word", word="half"),
        neutral=Shown(kind="word", word="few"), for_=Shown(kind="word", word="half"),
    ),
    Row(id="staff", label=three("Henkilöstö"), n=band(25, 49), nearly_all="for"),
    Row(id="other", label=three("Muu"), hidden=True),
    Row(id="none", label=three("Ei vastausta"), hidden=True),
)  # fmt: skip


def stance_table(code: str, top: Row, rows: tuple[Row, ...] = ()) -> Table:
    return Table(
        id=code, subject="alternative", text=three(f"Vaihtoehto {code}"), total=top, crossing="role", rows=rows
    )


def comment_table(number: int, text: str | None, top: Row) -> Table:
    words = None if text is None else {"fi": text}
    return Table(id=f"comment-{number}", subject="comment", text=words, total=top)


@pytest.fixture
def survey() -> ActivityResult:
    return ActivityResult(
        activity_id=1, channel="survey", title=three("Asukaskysely"), unit="respondents", starts=date(2026, 8, 12),
        ends=date(2026, 9, 9), participants=band(400, 449), texts=band(300, 349),
        tables=(
            stance_table("VE0", total(406, 24, 19, 57)),
            stance_table("VE1", total(402, 56, 9, 35), GROUPS),
            stance_table("VE2", total(399, 65, 20, 15)),
        ),
        notes=("self_selected", "same_person_many_channels", "rounded"),
    )  # fmt: skip


@pytest.fixture
def conversation() -> ActivityResult:
    return ActivityResult(
        activity_id=2, channel="conversation", title=three("Verkkokeskustelu"), unit="participants",
        starts=date(2026, 8, 12), ends=date(2026, 9, 16), participants=band(200, 249), votes=band(5750, 5799),
        tables=(
            comment_table(1, "Koulu pitää kylän elävänä.", total(180, 30, 10, 60)),
            comment_table(2, HOSTILE, total(210, 20, 10, 70)),
            comment_table(3, None, total(230, 20, 10, 70)),
            comment_table(4, "Oma ope mukaan!", total(120, 10, 10, 80)),
            comment_table(5, "Harva näki tämän.", Row(id="total", label=three("Kaikki"), hidden=True)),
        ),
        opinion=OpinionGroups(
            status="exported",
            groups=(
                OpinionGroup(id="A", n=band(50, 99), representative=(("comment-1", "for"), ("comment-3", "for"))),
                OpinionGroup(id="B", n=None),
            ),
            consensus=(("comment-4", "for"),),
        ),
        notes=("self_selected", "own_votes_included", "a_code_of_tomorrow"),
    )  # fmt: skip


@pytest.fixture
def evening() -> ActivityResult:
    return ActivityResult(
        activity_id=3, channel="event", title=three("Asukasilta"), unit="small_groups", starts=date(2026, 8, 26),
        ends=date(2026, 8, 26), participants=band(25, 49),
        top_ideas=(TopIdea(question="Mikä on tärkeintä?", idea="Alikulku ensin", rank=1, groups=3, of_groups=7),),
    )  # fmt: skip


@pytest.fixture
def release(survey: ActivityResult, conversation: ActivityResult, evening: ActivityResult) -> Release:
    return Release(
        decision_id=1,
        number=2,
        frozen_at=NOW,
        imports=("ab" * 32,),
        activities=(survey, conversation, evening),
        themes=(
            ThemeCount(
                theme_id=11, title=three("Koulumatka"), summary=three("Matka on pitkä."), areas=("p_daily",),
                counts=((1, band(50, 99)), (2, band(10, 24))),
                quotes=(Quote(text=HOSTILE, language="fi", activity_id=2),),
            ),
            ThemeCount(
                theme_id=12, title={"fi": HOSTILE}, summary=three("Sali."), minority=True, areas=("p_health",),
                alternatives=("VE1",), counts=((1, Shown(kind="under", low=10)),),
            ),
            ThemeCount(theme_id=13, title=three("Ruoka"), summary=three("Ruoka."), counts=((3, band(25, 49)),)),
            ThemeCount(theme_id=14, title=three("Bussi"), summary=three("Bussi."), counts=((1, band(10, 24)),)),
        ),
        not_heard=("ad_immigrant",),
    )  # fmt: skip


SIGNS = {-2: "▼", -1: "▽", 0: "○", 1: "△", 2: "▲", "mixed": "▽△", "unknown": "?", "na": "–"}


def effect(code: str, impact: int | str, **more: object) -> EffectCell:
    return EffectCell(
        alternative=code,
        kind="effect",
        impact=impact,
        sign=SIGNS[impact],
        word=three(f"sana {impact}"),
        **more,  # type: ignore[arg-type]
    )


def row(area: str, first: EffectCell, second: EffectCell, *, differs: bool = True) -> EffectRow:
    state = EffectCell(alternative="VE0", kind="baseline", word=three("Nykytila"), state=f"Nyt {area}", sources=(7,))
    return EffectRow(area=area, title=three(f"Alue {area}"), pillar=None, differs=differs, cells=(state, first, second))


@pytest.fixture
def effects() -> tuple[EffectRow, ...]:
    """Ten areas: nine differ, the fourth does not."""
    certain = {"certainty": 3, "certainty_word": three("Suuri varmuus: tilasto, tutkimus tai kysely")}
    found = [
        row(
            "p_health",
            effect("VE1", 2, quantity="336 oppilasta", sources=(7, 9), themes=(12,), **certain),
            EffectCell(alternative="VE2", kind="not_assessed", word=three("Ei arvioitu")),
        ),
        row(
            "p_daily",
            effect("VE1", -1, quantity=HOSTILE, themes=(11,), **certain),
            effect("VE2", -2, quantity="koulumatka +1,8–5,2 km", themes=(11,), **certain),
        ),
        row(
            "p_mixed",
            effect("VE1", "mixed", groups_lose=(three("Lapset"),)),
            effect("VE2", "unknown", how_to_find_out="Laskelma tilataan."),
        ),
        row("p_same", effect("VE1", 0), effect("VE2", 0), differs=False),
        row("p_na", effect("VE1", "na", rationale="Ei liity asiaan."), effect("VE2", 1)),
    ]
    found += [row(f"p_small_{n}", effect("VE1", 0), effect("VE2", 1)) for n in range(5)]
    return tuple(found)


@pytest.fixture
def briefing(effects: tuple[EffectRow, ...], release: Release) -> Briefing:
    lines = tuple(
        model.AlternativeLine(
            code=code,
            name={"fi": f"{name} {HOSTILE}" if code == "VE2" else name},
            description=f"Kuvaus {code}",
            cost_year=None if code == "VE0" else -31000000,
            best_for=f"Paras {code}",
            worst_for=f"Huonoin {code}",
        )
        for code, name in (("VE0", "Nykytila"), ("VE1", "Uusi koulu"), ("VE2", "Lakkautus"))
    )
    duty = model.DutyLine(
        kind=three("Kuuleminen"), text=three("Kuule lapsia."), body=None, status="not_done",
        status_word=three("Ei tehdä"), reason=HOSTILE, when=None, laws=("los_12", "unknown_law"),
    )  # fmt: skip
    source = model.Source(
        id=7, title=f"Tilasto {HOSTILE}", kind=three("Tilasto"), author="Kaupunki", period_end=date(2019, 12, 31),
        scope=three("Omalta alueelta"), strength=None, link="javascript:alert(1)", note=None, old=True,
    )  # fmt: skip
    other = source.model_copy(
        update={"id": 9, "title": "Kysely", "kind": three("Kysely"), "period_end": date(2025, 6, 30), "old": False,
                "link": "https://koivulahti.example/kysely"}
    )  # fmt: skip
    action = model.Action(text=HOSTILE, owner=three("Valmistelija"), due=date(2027, 1, 20), area=three("Arki"))
    return Briefing(
        decision_id=1,
        edition=1,
        composed_at=NOW,
        language="fi",
        municipality="Koivulahti",
        made_up=True,
        title={"fi": "Kouluverkko"},
        summary={"fi": f"Päätetään koulusta. {HOSTILE}"},
        body="Kaupunginvaltuusto",
        meeting_date=date(2026, 12, 10),
        service="Sivistyspalvelut",
        register_id="KOI/512",
        stage="on_agenda",
        level="full",
        none_reason=None,
        problem="Sisäilma",
        goal="Terveet tilat",
        still_open=(three("Aikataulu"),),
        fixed=None,
        alternatives=lines,
        single_reason=None,
        proposal="VE1",
        proposal_why=HOSTILE,
        conflict=None,
        key_differences=(three("VE2 hankaloittaa arkea: koulumatka +1,8–5,2 km"),),
        effects=effects,
        children=None,
        children_screening=three("Ei vaikuta lapsiin."),
        economy=("p_daily",),
        mitigation=(action, action.model_copy(update={"alternative": "VE2", "text": "Kuljetus"})),
        accepted_harm=(model.NotKnown(area=three("Talous"), alternative="VE1", text=HOSTILE),),
        not_known=(model.NotKnown(area=None, alternative=None, text=HOSTILE, how="Kysytään."),),
        share_unknown=0.06,
        sources=(source, other),
        burden=((three("Lapset"), 3),),
        duties=(duty,),
        duties_not_done=(duty,),
        warnings=(),
        statements=(
            model.StatementLine(
                id=5, council=three("Nuorisovaltuusto"), date=date(2026, 9, 14), position="conditional",
                main_points=HOSTILE, url="javascript:alert(1)",
            ),
        ),
        not_heard=(three("Maahan muuttaneet"), three("Vauvat"), three("Vammaiset lapset")),
        no_input_reason=None,
        release=release,
        checks=(),
        follow_up_on=date(2030, 7, 13),
        made=(
            model.Made(
                template="eva", title=three("EVA"), version="1.0.0", sha256="c" * 64, state="published", level="full",
                by_role=(("t_submit:preparer", NOW), ("t_tomorrow:reviewer", NOW)),
            ),
        ),
    )  # fmt: skip


Language = Literal["fi", "sv", "en"]


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Callable[[Language], None]:
    """The language of the session that draws."""

    def read(language: Language) -> None:
        monkeypatch.setattr(st, "session_state", {"language": language})

    read("en")
    return read
