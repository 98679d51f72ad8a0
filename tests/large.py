"""A made-up matter as large as one gets: every area, four alternatives beside the present state, six groups apart.

The file that `large` gives is brought in like any other (`data.interchange.bring_in`); `bench/screens.py` opens its
screens, and the tests of the documents make documents of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from typing import Any

from assessment import answers, interchange
from assessment.answers import Answer
from assessment.case import Alternative, Case
from assessment.interchange import (
    GivenAlternative,
    GivenAnswer,
    GivenAssessment,
    GivenDecision,
    GivenSource,
    Interchange,
)
from assessment.templates.loading import Instruments
from assessment.templates.model import Question, Template

NAMES = ("Nykytila", "Yksi yhteinen kampus", "Kaksi koulualuetta", "Kolme lähikoulua", "Verkko ennallaan, remontoiden")
ALTERNATIVES = tuple(Alternative(f"VE{n}", {"fi": name, "sv": name, "en": name}) for n, name in enumerate(NAMES))
CODES = tuple(one.code for one in ALTERNATIVES)
GROUPS = ("age_0_6", "age_7_12", "age_13_15", "age_29_64", "age_65_79", "age_80")
KNOWN = {"ev_valid_to": "2026-09-30", "ev_scope": "local"}
SOURCES = (
    {"ev_title": "Oppilasennuste 2026–2036", "ev_type": "statistics", **KNOWN, "ev_strength": 3},
    {"ev_title": "Kysely huoltajille", "ev_type": "survey", **KNOWN, "ev_strength": 2},
)
TEXTS = (
    "Matkat pitenevät etenkin joen pohjoispuolella, jossa ei ole joukkoliikennettä.",
    "Vaikutus kohdistuu eniten niihin, joilla ei ole omaa autoa. Muille muutos on pieni.",
    "Tilat uusitaan, ja sisäilma paranee. Tieto perustuu kahden edellisen hankkeen seurantaan.",
    "Palvelu siirtyy samaan rakennukseen kirjaston kanssa, ja aukiolo pitenee kahdella tunnilla päivässä.",
    "Rakentaminen kestää kaksi vuotta. Sinä aikana toiminta on väistötiloissa.",
)
IMPACTS = (-2, -1, 0, 1, 2, "mixed", -1, 1, "unknown")
NO = {"s_staff", "s_cost", "s_env", "s_vital", "s_lang", "s_voice"}  # of the screening questions; the rest are yes


def large(
    instruments: Instruments,
    *ids: str,
    alternatives: tuple[Alternative, ...] = ALTERNATIVES,
    groups: tuple[str, ...] = GROUPS,
) -> bytes:
    """The file of a matter whose instruments `ids`, EVA among them, are filled in to the last question."""
    checklist = instruments["early-participation"]
    given: dict[str, dict[str, Any]] = {id: filled_in(instruments, instruments[id], alternatives, groups) for id in ids}
    facts = {f"facts/{q.id}": found for q in checklist.facts if (found := value(instruments, q, 0)) is not None}
    given[checklist.template.id] = facts
    return Interchange(
        format=interchange.FORMAT,
        format_version=1,
        decision=GivenDecision(
            title={"fi": "Koko kunnan palveluverkko 2028–2036"},
            summary={"fi": "Valtuusto päättää, mitkä koulut, päiväkodit ja kirjastot kunnassa ovat."},
            language="fi",
            body="Valtuusto",
            meeting_date=date(2027, 3, 1),
            service="Sivistys",
            register_id="412/2026",
            made_up=True,
            alternatives=tuple(GivenAlternative(code=one.code, name=dict(one.name)) for one in alternatives),
        ),
        assessments=tuple(
            GivenAssessment(
                instrument=id,
                version=instruments[id].template.version,
                sha256=instruments.hashes[id],
                answers=tuple(GivenAnswer(key=key, value=said) for key, said in sorted(values.items())),
            )
            for id, values in sorted(given.items())
        ),
        sources=tuple(GivenSource(ref=ref, fields=fields) for ref, fields in enumerate(SOURCES, 1)),
        themes=(),
    ).bytes()


def filled_in(
    instruments: Instruments,
    template: Template,
    alternatives: tuple[Alternative, ...] = ALTERNATIVES,
    groups: tuple[str, ...] = GROUPS,
) -> dict[str, Any]:
    """An answer to every question that is seen: one answer shows the next question, so again until nothing is new."""
    found: dict[str, Any] = {}
    if template.screening:
        found |= {f"screening/{q.id}": "no" if q.id in NO else "yes" for q in template.screening.questions}
        found |= {f"screening/{one.id}": "no" for one in template.screening.exclude}
    for section in template.sections if groups else ():
        found |= {f"apart/{area.id}": list(groups) for area in section.areas if not area.from_}
    while True:
        more = dict(_next(instruments, template, alternatives, found))
        if not more:
            return found
        found |= more


def _next(
    instruments: Instruments, template: Template, alternatives: tuple[Alternative, ...], found: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    given = {key: Answer(key, said, rev=1, by_role="preparer") for key, said in found.items()}
    case = Case(instruments, template, alternatives, given, "full")
    turn = count()
    for item in case.items:
        if item.key not in found:
            said = value(instruments, item.question, next(turn), case.codes)
            if said is not None:
                yield item.key, said
    section = template.matrix()
    if section is None or section not in case.sections:
        return
    for n, ((row, code), cell) in enumerate(case.cells.items()):
        if cell.computed:
            continue
        fields = section.baseline_cell if code == "VE0" else case.cell_fields(section, cell.values)
        for field in fields:
            key = f"{section.id}/{row}/{code}/{field}"
            place = answers.address(instruments, template, key, case.codes)
            if key not in found and place is not None:
                said = value(instruments, place.question, n, case.codes)
                if said is not None:
                    yield key, said


def value(instruments: Instruments, question: Question, n: int, codes: Sequence[str] = CODES) -> Any:
    """An answer of the question's type, another one for another `n`; None for what the file does not carry."""
    library = instruments.library
    if question.id == "impact5":
        return IMPACTS[n % len(IMPACTS)]
    if question.id == "quantity":
        return f"{100 + 7 * n} henkilöä"
    match question.type:
        case "text":
            return "Palveluverkon uudistus"
        case "long_text":
            return TEXTS[n % len(TEXTS)]
        case "number" | "number_or_unknown":
            return max(question.min or 0, min(question.max or 1_000, 120 + n))
        case "money":
            return 100_000 * (n + 1)
        case "date":
            return "2027-08-01"
        case "yes_no":
            return "yes"
        case "choice" | "multi":
            allowed = [one for one in library.lists[question.options or ""] if one not in ("nothing", "none")]
            return allowed[n % len(allowed)] if question.type == "choice" else allowed[:2]
        case "scale" | "right":
            levels = list(library.scale(question.scale or "").values())
            if question.type == "right" or question.scale == "check4":
                return {"value": levels[n % len(levels)], "date": "2027-08-01", "reason": TEXTS[n % len(TEXTS)]}
            return levels[n % len(levels)]
        case "certainty":
            return {
                "basis": {
                    name: list(library.lists[options])[n % len(library.lists[options])]
                    for name, options in answers.CERTAINTY_BASIS.items()
                }
            }
        case "groups":
            allowed = list(question.only or library.group_ids(question.list_))
            return [one for one in GROUPS if one in allowed] or allowed[:3]
        case "places" | "indicators":
            return ["Pohjoispuoli", "Keskusta", "Rantakylä"]
        case "evidence":
            return [1 + n % len(SOURCES)]
        case "actions":
            return [{"text": "Kuljetus yli 3 kilometrin matkoille", "owner": "preparer", "due": "2027-08-01"}]
        case "law_refs":
            return [law.id for law in library.laws][:3]
        case "person_role":
            return "preparer"
        case "choice_alternative":
            return codes[1]
        case "per_alternative_text":
            return {code: TEXTS[n % len(TEXTS)] for code in codes}
    return None
