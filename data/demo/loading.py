"""Makes the demonstration: a fictional municipality, walked through the same verbs and adapters as real data.

Everything is made up and says so. It is made once, in one transaction, in a database that holds nothing else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml

from agenda.items import Item
from agenda.sources.template import NAME as TEMPLATE
from assessment import certainty
from assessment.case import Case
from assessment.templates.loading import LOADER
from data import (
    activities,
    agenda,
    assessments,
    briefings,
    clock,
    decisions,
    engine,
    evidence,
    imports,
    instruments,
    matters,
    opinions,
    people,
    population,
    releases,
    responses,
    statements,
    tables,
    texts,
    themes,
)
from data.demo import input as generated
from data.permissions import ROLES, Actor
from participation import adapters, guards

FOLDER = Path(__file__).parent / "decisions"
AGENDA = Path(__file__).parent / "agenda.yaml"
MADE_BY = "made_by"
OURS = "demo-1"
# The two pilots of the source come first, then the rest by stage.
ORDER = ("kouluverkko", "hippos")
UNSOURCED = {1: "judgement", 2: "expert", 3: "register"}  # what a level rests on where no source is named
CLASSES = ("against", "against", "neutral", "for", "for", "cannot_say")


class NotOurs(Exception):
    """The database holds something that the demonstration did not make."""


_ours: set[int] = set()  # cache: numbers of the engines whose database is ours; it does not become another's


def made_by_us() -> bool:
    """Whether the open database was made by the demonstration."""
    number = engine.number()
    if number in _ours:
        return True
    with engine.transaction(writes=False) as connection:
        row = connection.execute(sa.select(tables.meta.c.value).where(tables.meta.c.name == MADE_BY)).first()
    found = row is not None and row.value.startswith("demo-")
    if found and not engine.is_together():
        _ours.add(number)
    return found


def ensure() -> None:
    """Makes the demonstration in an empty database; leaves its own alone. Raises NotOurs for any other."""
    if made_by_us():
        return
    with engine.transaction(writes=False) as connection:
        taken = connection.execute(sa.select(sa.func.count()).select_from(tables.person)).scalar_one()
    if taken:
        raise NotOurs(
            "VAIKUTUSPOLKU_DEMO is set, but the database holds real data. Demonstration mode opens the doors to "
            "everyone, so it runs only in a database of its own: set VAIKUTUSPOLKU_DATABASE_URL to an empty one."
        )
    make()


def make() -> None:
    now = clock.now()
    with engine.together():
        with engine.transaction(writes=True) as connection:
            connection.execute(tables.meta.insert().values(name=MADE_BY, value=OURS))
        actors = {}
        for role in ROLES:
            id = people.add(f"Esittely: {role}", "demo", role, [role])
            actors[role] = Actor(id, role)
        for path in _files():
            _Maker(yaml.load(path.read_bytes(), Loader=LOADER), actors, now).make()
        _bring_in_agenda(actors["coordinator"], now.date())


def _bring_in_agenda(actor: Actor, today: date) -> None:
    """Matters that wait for somebody to take them up, and one that needs no assessment."""
    content = AGENDA.read_bytes()
    aside, items = set(), []
    for given in yaml.load(content, Loader=LOADER):
        if given.pop("set_aside", False):
            aside.add(given["source_id"])
        items.append(Item(meeting_date=today + timedelta(days=given.pop("meeting_in_days")), **given))
    agenda.store(actor, TEMPLATE, items, hashlib.sha256(content).hexdigest())
    for known in agenda.listing(actor):
        if known.item.source_id in aside:
            agenda.set_aside(actor, known.id, True)


def _files() -> list[Path]:
    found = {path.stem: path for path in sorted(FOLDER.glob("*.yaml"))}
    return [*(found.pop(slug) for slug in ORDER), *found.values()]


class _Maker:
    """One decision from its file. The steps follow the path that people walk."""

    def __init__(self, source: dict[str, Any], actors: Mapping[str, Actor], now: datetime):
        self.source, self.actors, self.now = source, actors, now
        self.today = now.date()
        self.preparer = actors["preparer"]
        self.evidence: dict[str, int] = {}
        self.themes: dict[str, int] = {}
        self.id = 0

    def day(self, in_days: int) -> date:
        return self.today + timedelta(days=in_days)

    def make(self) -> None:
        source = self.source
        meeting = self.day(source["meeting_in_days"]) if source.get("meeting_in_days") is not None else None
        held = [entry["starts_in_days"] - 7 for entry in source.get("activities") or []]
        begun = min([-150, (source.get("meeting_in_days") or 0) - 160, *held])
        with clock.at(self.now + timedelta(days=begun)):
            self.id = decisions.create(
                self.preparer,
                title=source["title"],
                summary=source["summary"],
                body=source["body"],
                service=source["service"],
                register_id=source.get("register_id"),
                meeting_date=meeting,
                alternatives=[a["name"] for a in source["alternatives"]],
                made_up=True,
            )
            self.screening()
            self.sources()
            if source["stage"] != "in_preparation" or source.get("announced"):
                decisions.announce(self.preparer, self.id)
            if source.get("alternatives_in_days") is not None:
                decisions.settle_alternatives(self.preparer, self.id, self.day(source["alternatives_in_days"]))
        with clock.at(self.now + timedelta(days=min(-20, (source.get("meeting_in_days") or 0) - 30))):
            self.input()
            self.assess()
            self.answer_residents()
            self.through_workflow()
        self.stage()

    # -------------------------------------------------------------- answers

    def put_all(self, template: str, given: Mapping[str, Any]) -> None:
        stored = matters.read(self.preparer, self.id).stored[template]
        for key, raw in given.items():
            value, reason = self.value(key, raw)
            seen = stored.answers[key].rev if key in stored.answers else 0
            assessments.save_answer(self.preparer, stored.id, key, value, seen, unknown_reason=reason)

    def value(self, key: str, raw: Any) -> tuple[Any, str | None]:
        """A YAML value as it is stored: days from today as dates, ids of sources and themes as numbers."""
        if isinstance(raw, dict) and set(raw) == {"unknown"}:
            return None, raw["unknown"]
        if isinstance(raw, list) and key.rsplit("/", 1)[-1].endswith(("evidence", "n_have")):
            return [self.evidence[id] for id in raw], None
        return self.dated(raw), None

    def dated(self, raw: Any) -> Any:
        if isinstance(raw, date):
            return raw.isoformat()
        if isinstance(raw, list):
            return [self.dated(part) for part in raw]
        if not isinstance(raw, dict):
            return raw
        if set(raw) == {"in_days"}:
            return self.day(raw["in_days"]).isoformat()
        if set(raw) == {"start_in_days", "end_in_days"}:
            first, last = self.day(raw["start_in_days"]), self.day(raw["end_in_days"])
            return f"{first:%d.%m.%Y}–{last:%d.%m.%Y}"
        found = {}
        for name, part in raw.items():
            if name in ("date_in_days", "due_in_days"):
                found[name.removesuffix("_in_days")] = self.day(part).isoformat()
            elif name == "theme" and isinstance(part, str):
                found[name] = self.themes[part]
            elif name == "status":
                found["value"] = part
            else:
                found[name] = self.dated(part)
        return found

    def screening(self) -> None:
        given = {f"screening/{id}": value for id, value in self.source.get("screening", {}).items()}
        if self.source.get("level_reason"):
            given["screening/none_reason"] = self.source["level_reason"]
        self.put_all("eva", given)
        facts = {f"facts/{id}": value for id, value in self.source.get("facts", {}).items() if value not in ([], None)}
        self.put_all("early-participation", facts)
        lava = self.source.get("lava_screening") or {}
        if lava and "lava" in matters.read(self.preparer, self.id).stored:
            self.put_all("lava", {f"screening/{id}": value for id, value in lava.items()})

    def sources(self) -> None:
        for name, fields in (self.source.get("evidence") or {}).items():
            self.evidence[name] = evidence.add(self.preparer, self.id, self.dated(fields))

    def assess(self) -> None:
        for template in ("eva", "lava"):
            part = self.source.get(template) or {}
            given = dict(part.get("answers") or {})
            for section in ("matrix", "life"):
                for area, cells in (part.get(section) or {}).items():
                    for code, fields in cells.items():
                        given |= {f"{section}/{area}/{code}/{name}": value for name, value in fields.items()}
                        if "certainty" in fields:
                            said = self.certainty(fields["certainty"], fields.get("evidence") or [])
                            given[f"{section}/{area}/{code}/certainty"] = said
            if given:
                self.put_all(template, given)
        duties = {f"duties/{id}": record for id, record in (self.source.get("duties") or {}).items()}
        practice = {f"practice/{id}": record for id, record in (self.source.get("good_practice") or {}).items()}
        self.put_all("early-participation", _by_body(duties) | practice)
        for who, said in (self.source.get("opinions") or {}).items():
            opinions.record(self.preparer, self.id, who, **said)
        matter = matters.read(self.preparer, self.id)
        for template in ("eva", "lava"):
            case = matter.case(template)
            if case is not None and self.source.get("state") not in (None, "draft"):
                self.put_all(template, {f"done/{section.id}": "yes" for section in _text_sections(case)})

    def certainty(self, stated: int, cited: list[str]) -> dict[str, Any]:
        """The reasons that give the level which the file states: those of the sources beside it."""
        sources = [self.dated(self.source["evidence"][name]) for name in cited]
        basis: dict[str, Any] = certainty.strongest(sources, self.today) or {"source": UNSOURCED[stated]}
        basis |= {"agree": "yes", "direct": "yes"}
        if (certainty.computed(basis) or 0) > stated:  # it tells of today, and what comes of it is worked out
            basis["direct"] = "no"
        gap = stated - (certainty.computed(basis) or 0)
        return {"basis": basis} | ({"move": gap, "why": "Aineisto kuvaa vain osaa asiasta."} if gap else {})

    # -------------------------------------------------------------- input

    def input(self) -> None:
        for entry in self.source.get("activities") or []:
            id = activities.add(
                self.preparer,
                self.id,
                channel=entry["channel"],
                title=entry["title"],
                kind=entry.get("kind"),
                place=entry.get("place"),
                area=entry.get("area"),
                method=entry.get("method"),
                starts=self.day(entry["starts_in_days"]),
                ends=self.day(entry["ends_in_days"]),
                collected_by=f"Koivulahti: {self.source['service']}",
                basis="GDPR 6(1)(e)",
                cost_planned=_cents(entry.get("cost_planned_eur")),
                cost_actual=_cents(entry.get("cost_actual_eur")),
                minutes_planned=_minutes(entry.get("hours_planned")),
                minutes_actual=_minutes(entry.get("hours_actual")),
            )
            if entry.get("file"):
                self.bring_in(id, entry["file"])
        if self.source.get("themes"):
            self.name_themes()
            self.read_texts()
            missing = [group["group"] for group in self.source.get("not_heard") or []]
            releases.freeze(self.preparer, self.id, missing)

    def bring_in(self, activity_id: int, kind: str) -> None:
        name, content = generated.file(self.source["slug"], kind, self.today)
        files = guards.check({name: content})
        answers = {"decision": self.source["slug"]}
        if kind == "survey":
            answers["mapping"] = json.dumps(self.mapping())
        parsed = adapters.read(kind, files, answers=answers)
        if kind == "statements":
            for row in parsed.tables["statements"].to_pylist():
                statements.add(self.preparer, self.id, **row)
            return
        sha256 = imports.fingerprint(files)
        imports.store(self.preparer, activity_id, parsed, sha256=sha256, original_name=name)
        if kind == "survey":
            residents = generated.texts(self.source["slug"])["survey"]["residents"]
            told = {
                "title": "Väestö alueittain",
                "source": "Koivulahden aluetilasto (keksitty)",
                "updated": "31.12.2025",
            }
            population.give(self.preparer, activity_id, residents, **told)

    def mapping(self) -> dict[str, Any]:
        """The role of each column of the survey, as a person would choose them."""
        survey = generated.texts(self.source["slug"])["survey"]
        names = survey["columns"]
        classes = dict(zip(generated.STANCES, CLASSES, strict=True))
        roles: dict[str, Any] = {
            names["id"]: {"role": "id"},
            names["time"]: {"role": "time"},
            names["age"]: {"role": "ignore"},
            names["area"]: {"role": "background", "values": survey["areas"]},
            names["role"]: {"role": "ignore"},
            names["open"]: {"role": "open"},
        }
        for alternative in self.source["alternatives"]:
            header = names["stance"].format(code=alternative["code"], name=alternative["name"]["fi"])
            roles[header] = {"role": "scale", "map": classes, "alternative": alternative["code"]}
        return roles

    def name_themes(self) -> None:
        for entry in self.source["themes"]:
            self.themes[entry["id"]] = themes.add(
                self.preparer,
                self.id,
                title=entry["title"],
                summary=entry["summary"],
                areas=entry.get("areas") or (),
                alternatives=entry.get("alternatives") or (),
                minority=bool(entry.get("minority")),
            )

    def read_texts(self) -> None:
        """Ties by the file's own rules; comments named as quotes are published, flagged texts only counted."""
        queue = texts.queue(self.preparer, self.id, unread_only=True, limit=5000)
        for text in queue.texts:
            found, quoted = [], False
            for entry in self.source["themes"]:
                numbers = [part for part in entry["match"] if isinstance(part, int)]
                words = [part for part in entry["match"] if isinstance(part, str)]
                own = text.source_id.isdecimal() and int(text.source_id) in numbers
                coded = text.about.get("theme") == entry["id"]
                against = text.source_id.isdecimal() and int(text.source_id) in entry.get("not", ())
                if not against and (own or coded or any(word in text.body.casefold() for word in words)):
                    found.append(self.themes[entry["id"]])
                quoted |= text.source_id.isdecimal() and int(text.source_id) in entry.get("quotes", ())
            if found:
                themes.tie(self.preparer, text.id, found)
            may_show = quoted or (text.source_id.isdecimal() and not text.flags and text.about.get("moderated") != -1)
            texts.clear(self.preparer, text.id, "publish" if may_show else "theme_only")

    # -------------------------------------------------------------- answers to residents, review, publishing

    def answer_residents(self) -> None:
        said = {s.council: s.id for s in statements.listing(self.preparer, self.id)}
        made = {}
        for entry in self.source.get("responses") or []:
            fields = {k: entry.get(k) for k in ("status", "what", "where", "why", "code", "detail", "to_whom", "role")}
            day = self.day(entry["when_in_days"]) if entry.get("when_in_days") is not None else None
            fields["due" if entry["status"] == "open" else "when"] = day
            subject = {"theme_id": self.themes[entry["theme"]]} if "theme" in entry else {}
            if "statement" in entry:
                subject = {"statement_id": said[entry["statement"]]}
            drafted = responses.draft(self.preparer, self.id, fields, 0, **subject)
            made[entry.get("theme") or entry["statement"]] = drafted.id
            if entry["state"] in ("approved", "published"):
                responses.approve(self.actors["reviewer"], drafted.id)
            if entry["state"] == "published":
                responses.publish(self.preparer, drafted.id)
        for entry in self.source.get("council_comments") or []:
            council = self.actors[entry["council"]]
            published = {r.id for r in responses.listing(council, self.id)}
            id = made[entry.get("theme") or entry["statement"]]
            if id in published:
                responses.reply(council, id, understood=entry["reply"], body=entry["text"], seen=0)

    def through_workflow(self) -> None:
        state = self.source.get("state")
        if state in (None, "draft"):
            return
        assessments.move(self.preparer, self.id, "t_submit")
        if state == "in_review":
            return
        reviewer, signer = self.actors["reviewer"], self.actors["signer"]
        for template in ("lava", "eva"):
            matter = matters.read(reviewer, self.id)
            case = matter.case(template)
            if case is None or case.level == "none":
                continue
            for section in case.sections:
                assessments.give_verdict(reviewer, matter.stored[template].id, section.id, "accepted")
        assessments.move(reviewer, self.id, "t_accept")
        if state == "reviewed":
            return
        assessments.move(signer, self.id, "t_sign", attested=_attestations())
        if state == "signed":
            return
        briefings.publish(signer, self.id)

    def stage(self) -> None:
        stage, decided = self.source["stage"], self.source.get("decided")
        if stage == "in_preparation":
            return
        if stage in ("hearing", "on_agenda"):
            decisions.move(self.preparer, self.id, stage)
            return
        decisions.move(self.preparer, self.id, "on_agenda")
        code = {"as_proposed": "decided", "changed": "decided_changed"}.get((decided or {}).get("result"), "decided")
        decided_on = self.day(decided["decided_in_days"]) if decided else self.today
        decisions.record_outcome(self.preparer, self.id, stage=code, decided_on=decided_on)
        if stage == "follow_up":
            decisions.move(self.preparer, self.id, "follow_up")
            assessments.move(self.preparer, self.id, "t_follow")
            self.outcomes()

    def outcomes(self) -> None:
        """What has been recorded of the chosen alternative since the decision."""
        matter = matters.read(self.preparer, self.id)
        recorded = self.source.get("outcomes") or {}
        given = {
            f"outcomes/{area}/{matter.head.chosen}/{name}": value
            for area, fields in recorded.items()
            for name, value in fields.items()
        }
        self.put_all("eva", given)


def _by_body(duties: Mapping[str, Any]) -> dict[str, Any]:
    """A duty of several bodies is recorded for each: {body: record} becomes one key a body."""
    found = {}
    for key, record in duties.items():
        if "status" in record:
            found[key] = record
        else:
            found |= {f"{key}/{body}": each for body, each in record.items()}
    return found


def _text_sections(case: Case) -> list[Any]:
    return [section for section in case.sections if not section.is_matrix]


def _attestations() -> tuple[str, ...]:
    used = [t.workflow.sign_off.attest for t in instruments.current().templates.values() if t.workflow]
    return tuple(a.id for attest in used for a in attest)


def _cents(euros: int | None) -> int | None:
    return None if euros is None else euros * 100


def _minutes(hours: int | None) -> int | None:
    return None if hours is None else hours * 60
