"""Agendas of OParl 1.1 and Ahjo: read as their specifications say, and never more than told when they are broken."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agenda import sources
from agenda.items import LONGEST_TITLE, Item, as_fields, from_fields
from agenda.sources import Agenda
from participation.guards import check
from participation.problems import Refused

OPARL = "https://schema.oparl.org/1.1"
AT = "https://kunta.example/oparl"


def read(said: object) -> Agenda:
    files = check({"asiat.json": json.dumps(said).encode()})
    return sources.read(sources.source_of(files), files)


def refused(said: object) -> str:
    with pytest.raises(Refused) as caught:
        read(said)
    return caught.value.problems[0].message.msgid


# ------------------------------------------------------------------ OParl 1.1


def meeting(*items: Any, **more: Any) -> dict[str, Any]:
    return {
        "id": f"{AT}/meeting/1", "type": f"{OPARL}/Meeting", "name": "Valtuuston 3. kokous",
        "start": "2027-03-24T17:00:00+02:00", "organization": [f"{AT}/organization/7"], "agendaItem": list(items),
        **more,
    }  # fmt: skip


def item(n: int = 1, **more: Any) -> dict[str, Any]:
    known = {"id": f"{AT}/agendaitem/{n}", "type": f"{OPARL}/AgendaItem", "number": f"{n} §", "name": f"Asia {n}"}
    return known | {"public": True} | more


ORGANIZATION = {"id": f"{AT}/organization/7", "type": f"{OPARL}/Organization", "name": "Kaupunginvaltuusto"}
PAPER = {
    "id": f"{AT}/paper/9", "type": f"{OPARL}/Paper", "name": "Kouluverkko", "reference": "KOI/77/2027",
    "mainFile": {"id": f"{AT}/file/1", "type": f"{OPARL}/File", "accessUrl": "https://kunta.example/1.pdf"},
    "auxiliaryFile": [
        {"id": f"{AT}/file/2", "type": f"{OPARL}/File", "accessUrl": "https://kunta.example/2.pdf"},
        {"id": f"{AT}/file/3", "type": f"{OPARL}/File", "accessUrl": "javascript:alert(1)"},
        f"{AT}/file/404",
    ],
}  # fmt: skip
CONSULTATION = {"id": f"{AT}/consultation/5", "type": f"{OPARL}/Consultation", "paper": f"{AT}/paper/9"}


def test_a_list_of_meetings_is_read_with_what_it_refers_to() -> None:
    told = item(consultation=f"{AT}/consultation/5")
    page = {
        "data": [meeting(told, item(2))],
        "pagination": {},
        "links": {},
        "extra": [ORGANIZATION, PAPER, CONSULTATION],
    }
    found = read(page)
    assert (found.source, found.notes) == ("oparl", ())
    first, second = found.items
    assert first == Item(
        f"{AT}/agendaitem/1", "Asia 1", meeting_date=date(2027, 3, 24), meeting_body="Kaupunginvaltuusto",
        item_number="1 §", register_id="KOI/77/2027", row=1,
        attachments=("https://kunta.example/1.pdf", "https://kunta.example/2.pdf"),
    )  # fmt: skip
    assert (second.source_id, second.register_id, second.attachments) == (f"{AT}/agendaitem/2", "", ())


def test_one_meeting_with_everything_inside_it_is_read() -> None:
    (found,) = read(
        meeting(item(name="", consultation={**CONSULTATION, "paper": PAPER}), organization=ORGANIZATION)
    ).items
    assert (found.title, found.register_id, found.meeting_body) == ("Kouluverkko", "KOI/77/2027", "Kaupunginvaltuusto")


def test_missing_references_leave_a_field_empty_and_a_missing_item_is_told() -> None:
    found = read(meeting(f"{AT}/agendaitem/404", item(consultation=f"{AT}/consultation/404")))
    (one,) = found.items
    assert (one.meeting_body, one.register_id) == ("Valtuuston 3. kokous", "")
    lost, without = found.notes
    assert lost.params["meeting"] == "Valtuuston 3. kokous"
    assert without.params["n"] == 1


def test_references_in_a_ring_end() -> None:
    ring = {**CONSULTATION, "paper": f"{AT}/consultation/5"}
    found = read([meeting(item(consultation=f"{AT}/consultation/5"), f"{AT}/meeting/1"), ring, meeting(item())])
    assert found.items[0].source_id == f"{AT}/agendaitem/1"


def test_a_cancelled_meeting_keeps_its_matters_without_a_day() -> None:
    (one,) = read(meeting(item(), cancelled=True)).items
    assert (one.meeting_date, one.status) == (None, "Kokous peruttu")


def test_what_is_not_public_or_deleted_is_left_out() -> None:
    found = read(meeting(item(1, public=False), item(2, deleted=True), item(3)))
    assert [one.source_id for one in found.items] == [f"{AT}/agendaitem/3"]
    assert refused(meeting(item(), deleted=True)) == "The file holds no OParl meeting with an agenda."


def test_a_broken_item_or_day_is_told_and_the_others_stay() -> None:
    found = read(meeting(item(1, id=None), item(2, name="  "), item(3), start="24.13.2027 ilta"))
    assert [(one.source_id, one.meeting_date) for one in found.items] == [(f"{AT}/agendaitem/3", None)]
    assert [note.params.get("n") for note in found.notes] == [1, 2, None]


def test_a_title_that_may_name_a_person_is_flagged_and_markup_is_not_kept() -> None:
    (one,) = read(meeting(item(name="Virkavapaus <b>Maija Meikäläinen</b>\u0000\ud800"))).items
    assert one.title == "Virkavapaus Maija Meikäläinen"
    assert one.may_name_people
    (long,) = read(meeting(item(name="x" * 2_000))).items
    assert len(long.title) == LONGEST_TITLE


# ------------------------------------------------------------------ Ahjo


DECISION = {
    "NativeId": "{1F2E-33}", "Title": "Kirjaston aukiolo", "CaseIDLabel": "HEL 2027-000123", "AgendaPoint": 4,
    "Motion": "<p>Lautakunta päättää.</p><p>Toinen kappale.</p>", "Content": "<p>Ei tätä.</p>", "Status": "Vireillä",
    "Language": "sv", "Organization": {"Name": "Kulttuurilautakunta", "ID": "0290"},
    "Meeting": {"DateMeeting": "2027-03-24T16:00:00", "MeetingID": "0290022"},
    "Attachments": [
        {"FileURI": "https://ahjo.example/1.pdf", "PublicityClass": "Julkinen"},
        {"FileURI": "https://ahjo.example/2.pdf", "PublicityClass": "Salassa pidettävä"},
    ],
}  # fmt: skip


def test_a_decision_of_ahjo_is_read() -> None:
    found = read({"decisions": [DECISION]})
    assert found.source == "ahjo"
    (one,) = found.items
    assert (one.source_id, one.title, one.language) == ("1F2E-33", "Kirjaston aukiolo", "sv")
    assert one.text == "Lautakunta päättää.\nToinen kappale."
    assert (one.meeting_date, one.meeting_body, one.item_number) == (date(2027, 3, 24), "Kulttuurilautakunta", "4")
    assert (one.register_id, one.status) == ("HEL 2027-000123", "Vireillä")
    assert one.attachments == ("https://ahjo.example/1.pdf",)


def test_a_meeting_of_ahjo_is_read_with_its_agenda() -> None:
    listed = {"AgendaPoint": 4, "AgendaItem": "Kirjaston aukiolo", "CaseIDLabel": "HEL 2027-000123", "Html": "<p>A</p>"}
    week = {"DateMeeting": "2027-03-24T16:00:00", "MeetingID": "0290022", "DecisionMaker": "Lautakunta"}
    found = read({"meetings": [{**week, "Agenda": [listed, {"AgendaPoint": 5}]}]})
    (one,) = found.items
    assert (one.source_id, one.meeting_body, one.text) == ("0290022/4", "Lautakunta", "A")
    assert [note.params["n"] for note in found.notes] == [2]


def test_json_of_neither_is_refused() -> None:
    assert refused({"hello": [1, 2]}) == "The file is not an agenda as OParl or Ahjo gives it."
    with pytest.raises(Refused):
        sources.source_of({"asiat.json": b"{"})
    with pytest.raises(Refused):
        sources.source_of({"asiat.json": b"[" * 100_000})


# ------------------------------------------------------------------ anything at all

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
NAMES = [
    "id", "type", "name", "start", "agendaItem", "consultation", "paper", "organization", "auxiliaryFile", "public",
    "NativeId", "Title", "Meeting", "DateMeeting", "Agenda", "AgendaItem", "Attachments", "FileURI", "CaseIDLabel",
]  # fmt: skip
VALUES = SCALARS | st.sampled_from([f"{OPARL}/Meeting", f"{OPARL}/AgendaItem", "2027-03-24", "https://x.example/a"])
ANYTHING = st.recursive(
    VALUES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=25,
)


@given(ANYTHING, ANYTHING)
@settings(max_examples=300, deadline=None)
def test_any_json_is_read_whole_or_refused_and_what_is_read_can_be_stored(said: object, more: object) -> None:
    shaped = {"type": f"{OPARL}/Meeting", "id": "m", "agendaItem": [said, more]}
    for value in (said, shaped, {"decisions": [said], "NativeId": "x", "Title": more}):
        try:
            found = read(value)
        except Refused:
            continue
        for one in found.items:
            assert one.source_id
            assert one.title
            json.dumps(as_fields(one)).encode()
            assert from_fields(as_fields(one)).title == one.title
            one.title.encode()
        for note in found.notes:
            assert all(note.text(language) for language in ("fi", "sv", "en"))
