"""Matters that documents are made of, as values."""

from __future__ import annotations

from datetime import date
from typing import Any

from assessment.answers import Answer
from assessment.case import Alternative
from assessment.matter import CHECKLIST, Head, Matter, Source, Stored
from tests.assessment.cases import INSTRUMENTS, cell

MADE_ON = date(2027, 1, 15)
ALTERNATIVES = tuple(
    Alternative(f"VE{n}", {"fi": name}) for n, name in enumerate(("Nykytila", "Yhdistetään", "Suljetaan"))
)
YES = ("s_many", "s_group", "s_children", "s_network", "s_irrev")
SCREENED = {
    f"screening/{q.id}": "yes" if q.id in YES else "no"
    for q in INSTRUMENTS["eva"].screening.questions  # type: ignore[union-attr]
}
SOURCE = {"ev_title": "Oppilasennuste", "ev_type": "statistics", "ev_valid_to": "2026-06-30", "ev_strength": 3}


def matter(
    answers: dict[str, Any], template: str = "eva", alternatives: tuple[Alternative, ...] = ALTERNATIVES, **more: Any
) -> Matter:
    """A matter whose EVA is screened to the full level and holds these answers; other instruments beside it."""
    head = Head(
        7, {"fi": "Kouluverkko"}, {"fi": "Päätetään kouluista."}, "fi", "Valtuusto", date(2027, 3, 1), "Sivistys",
        "123/2027", "in_preparation", None, None, False,
    )  # fmt: skip
    kept = {"eva": stored(1, "eva", SCREENED), CHECKLIST: stored(2, CHECKLIST, {})}
    base = SCREENED if template == "eva" else {}
    kept[template] = stored(3, template, base | answers)
    return Matter(INSTRUMENTS, "kunta", head, alternatives, kept, **{"evidence": {5: Source(5, SOURCE)}, **more})


def stored(id: int, template: str, answers: dict[str, Any]) -> Stored:
    given = {key: Answer(key, value, rev=1, by_role="preparer") for key, value in answers.items()}
    head = INSTRUMENTS[template].template
    return Stored(id, template, head.version, INSTRUMENTS.hashes[template], "draft", 1, given)


EFFECTS = {
    **cell("p_health", "VE0", state_now="Sisäilma oireilee 31 prosentilla."),
    **cell(
        "p_health", "VE1", impact5=-2, quantity="112 oppilasta, 1,5–4 km", certainty=3, likelihood=2,
        groups=["age_7_12"], evidence=[5], rationale="Matkat pitenevät.",
        mitigation=[{"text": "Kuljetus", "owner": "preparer", "due": "2027-08-01"}],
    ),
    **cell("p_health", "VE2", impact5="unknown", how_to_find_out="Kysytään huoltajilta."),
    **cell("f_opex", "VE1", impact5=1, quantity="−310 000 € vuodessa", certainty=2),
}  # fmt: skip
