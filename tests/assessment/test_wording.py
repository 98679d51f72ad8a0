"""Every kind of answer in words, in every language, and the name of the place where it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assessment import answers
from assessment.answers import Answer
from assessment.matter import Source
from assessment.wording import Wording
from tests.assessment.cases import INSTRUMENTS
from tests.assessment.test_answers import question
from tests.reports.cases import matter

SAID: list[tuple[str, Any, str, str, str]] = [
    # question, value, fi, sv, en
    ("we_same", "yes", "Kyllä", "Ja", "Yes"),
    ("we_same", "gone", "gone", "gone", "gone"),
    ("alt_origin", "residents", "Asukkaat", "Invånarna", "Residents"),
    ("b_open", ["need", "nothing"], "Tarve ja tavoite\nEi enää mihinkään",
     "Behov och mål\nIngenting längre", "Need and aim\nNothing any more"),
    ("impact5", -2, "▼ Selvästi kielteinen", "▼ Klart negativ", "▼ Clearly negative"),
    ("impact5", 0, "○ Ei olennaista vaikutusta", "○ Ingen väsentlig verkan", "○ No material impact"),
    ("gp_best", {"value": -1, "reason": "Matka."}, "▽ Oikeus heikkenee – Matka.",
     "▽ Rättigheten försvagas – Matka.", "▽ The right is weakened – Matka."),
    ("sp_early", {"value": "planned", "date": "2027-03-01"}, "Sovittu, mutta ei vielä tehty – 1.3.2027",
     "Överenskommet men ännu inte gjort – 1.3.2027", "Agreed but not yet done – 1 March 2027"),
    ("sp_early", {"value": "na", "date": "2027-03-01", "reason": "Ei."}, "Ei koske tätä asiaa – 1.3.2027 – Ei.",
     "Gäller inte det här ärendet – 1.3.2027 – Ei.", "Not applicable – 1 March 2027 – Ei."),
    ("sp_early", {"reason": "Ei."}, "Ei.", "Ei.", "Ei."),
    ("w_age", ["age_7_12", "age_80"], "7–12-vuotiaat (alakouluikäiset)\n80 vuotta täyttäneet",
     "7–12-åringar (i lågstadieåldern)\nPersoner som fyllt 80 år", "Ages 7–12 (primary school)\nAged 80 and over"),
    ("w_sit", {"none": True, "reason": "Samoin."}, "Ei mikään näistä: Samoin.", "Ingen av dessa: Samoin.",
     "None of these: Samoin."),
    ("w_sit", {"none": True}, "Ei mikään näistä: ", "Ingen av dessa: ", "None of these: "),
    ("alt_cost_year", -31_000_000, "−310\u00a0000\u00a0€", "−310\u00a0000\u00a0€", "−310,000\u00a0€"),
    ("w_count", 1234.5, "1\u00a0234,5", "1\u00a0234,5", "1,234.5"),
    ("b_date", "2027-03-01", "1.3.2027", "1.3.2027", "1 March 2027"),
    ("fu_who", "signer", "Vahvistaja (esittelijä)", "Den som fastställer (föredragande)", "Signer (presenter)"),
    ("n_have", [5, 99, 6], "Oppilasennuste\nKysely", "Oppilasennuste\nKysely", "Oppilasennuste\nKysely"),
    ("affected_areas", ["f_opex", "gone"], "Käyttötalous", "Driftsekonomi", "Running costs"),
    ("cmp_proposal", "VE1", "VE1 Yhdistetään", "VE1 Yhdistetään", "VE1 Yhdistetään"),
    ("cmp_proposal", "VE9", "VE9", "VE9", "VE9"),
    ("cmp_best_for", {"VE1": "Lapsille", "VE2": "Kunnalle"}, *["VE1: Lapsille\nVE2: Kunnalle"] * 3),
    ("mitigation", [{"text": "Kuljetus", "owner": "preparer", "due": "2027-08-01"}, {"text": "Pihatie"}],
     "Kuljetus, Valmistelija, 1.8.2027\nPihatie", "Kuljetus, Beredare, 1.8.2027\nPihatie",
     "Kuljetus, Preparer, 1 August 2027\nPihatie"),
    ("r_changed", [{"theme": 1, "text": "Lisättiin."}, {"theme": 2}], *["Lisättiin.\n"] * 3),
    ("w_where", ["Rantakylä", "Keskusta"], *["Rantakylä\nKeskusta"] * 3),
    ("fu_signs", ["Poissaolot"], *["Poissaolot"] * 3),
    ("b_goal", "Teksti", *["Teksti"] * 3),
    ("certainty", 2, "Kohtalainen varmuus: asiantuntija-arvio tai osittainen aineisto",
     "Måttlig tillförlitlighet: expertbedömning eller ofullständigt underlag",
     "Moderate certainty: expert judgement or partial data"),
    ("certainty", {"basis": {"source": "statistics", "age": "recent", "agree": "yes"}, "move": -1, "why": "Muutto."},
     "Kohtalainen varmuus: asiantuntija-arvio tai osittainen aineisto – Tilasto – Enintään viisi vuotta vanhaa"
     " – Muutto.",
     "Måttlig tillförlitlighet: expertbedömning eller ofullständigt underlag – Statistik – Högst fem år gammal"
     " – Muutto.",
     "Moderate certainty: expert judgement or partial data – Statistics – At most five years old – Muutto."),
    ("certainty", {"basis": {"age": "old"}, "why": "Ei siirretty."}, "Yli viisi vuotta vanhaa",
     "Över fem år gammal", "More than five years old"),
]  # fmt: skip


def wording(language: str, **more: Any) -> Wording:
    sources = {5: Source(5, {"ev_title": "Oppilasennuste"}), 6: Source(6, {"ev_title": "Kysely"})}
    return Wording(replace(matter({}), evidence=sources, **more), language)


@pytest.mark.parametrize(("id", "value", "fi", "sv", "en"), SAID)
def test_an_answer_is_said_in_the_readers_language(id: str, value: Any, fi: str, sv: str, en: str) -> None:
    said = [wording(language).value(question(id), value) for language in ("fi", "sv", "en")]
    assert said == [fi, sv, en]


def test_an_answer_that_is_missing_or_not_known_says_so() -> None:
    asked, words = question("b_goal"), wording("fi")
    assert words.answer(asked, None) == "Ei annettu"
    assert words.answer(asked, Answer("x", None)) == "Ei annettu"
    assert words.answer(asked, Answer("x", None, "Selvitys on kesken.")) == "Ei tiedossa: Selvitys on kesken."
    assert words.answer(asked, Answer("x", "Teksti")) == "Teksti"


def test_a_duty_is_said_with_its_proof() -> None:
    record = {"value": "done", "proof": {"notice_date": "2027-01-02", "channel": "Verkkosivu"}}
    assert wording("fi").value(answers.DUTY, record) == "Tehty\nIlmoituksen päivä: 2.1.2027\nKanava: Verkkosivu"
    assert wording("en").value(answers.DUTY, {"value": "na", "reason": "Ei koske."}) == "Not applicable – Ei koske."


def test_laws_are_named_with_their_section() -> None:
    assert wording("fi").value(question("n_law"), ["kl_26", "los_3"]).splitlines() == [
        INSTRUMENTS.library.law("kl_26").name("fi"), INSTRUMENTS.library.law("los_3").name("fi"),
    ]  # fmt: skip
    assert "26 §" in wording("sv").value(question("n_law"), ["kl_26"])
    named = [INSTRUMENTS.library.law("crpd_4_3").name(language) for language in ("fi", "sv", "en")]
    assert named == [
        "YK:n vammaisyleissopimus 4.3 artikla (SopS 27/2016)",
        "FN:s konvention om rättigheter för personer med funktionsnedsättning artikel 4.3 (FördrS 27/2016)",
        "UN Convention on the Rights of Persons with Disabilities (CRPD) article 4.3 (Finnish Treaty Series 27/2016)",
    ]
    assert INSTRUMENTS.library.law("vanhl").name("fi") == "Vanhuspalvelulaki (980/2012)"


PLACES = [
    ("eva", "basics/b_goal", question("b_goal").fi),
    ("eva", "alternatives/VE1/alt_desc", f"VE1 · {question('alt_desc').fi}"),
    ("eva", "matrix/p_health/VE1/impact5", f"VE1 · Terveys ja hyvinvointi · {question('impact5').fi}"),
    (
        "eva", "matrix/p_health:age_80/VE1/impact5",
        f"VE1 · Terveys ja hyvinvointi: 80 vuotta täyttäneet · {question('impact5').fi}",
    ),
    ("eva", "apart/p_health", f"Terveys ja hyvinvointi · {answers.APART.fi}"),
    ("eva", "screening/none_reason", "Miksi arviointia ei tehdä?"),
    ("eva", "screening/raised_level", "Arvioinnin taso"),
    ("eva", "done/basics", "Kuvaa asia"),
    ("eva", "basics/unheard", "basics/unheard"),
    ("eva", "matrix/unheard/VE1/impact5", "VE1 · unheard · matrix/unheard/VE1/impact5"),
    ("unheard", "basics/b_goal", "basics/b_goal"),
]  # fmt: skip


@pytest.mark.parametrize(("template", "key", "said"), PLACES)
def test_a_place_is_named_by_alternative_area_and_question(template: str, key: str, said: str) -> None:
    assert wording("fi").place(template, key) == said


def test_screening_duties_and_practice_are_named_by_their_own_words() -> None:
    words = wording("fi")
    screening = INSTRUMENTS["eva"].screening
    assert screening is not None
    asked = screening.questions[0]
    assert words.place("eva", f"screening/{asked.id}") == asked.fi
    excluded = screening.exclude[0]
    assert words.place("eva", f"screening/{excluded.id}") == excluded.fi
    checklist = INSTRUMENTS["early-participation"]
    assert words.place("early-participation", "duties/d_youth") == next(
        duty.fi for duty in checklist.duties if duty.id == "d_youth"
    )
    assert words.place("early-participation", "practice/q_scope") == next(
        one.fi for one in checklist.good_practice if one.id == "q_scope"
    )
