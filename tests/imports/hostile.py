"""Two decisions whose every sentence is hostile, made through the verbs as the demonstration is made.

The first has gone all the way: input, answers, review, publishing, a correction. The second is under review and has
been sent back, so its fields, verdicts and reasons are open.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from assessment.templates.loading import LOADER
from data import assessments, clock, engine, imports, matters, people, responses, statements
from data.demo import input as generated
from data.demo.loading import FOLDER, _Maker
from data.permissions import ROLES, Actor
from participation import adapters, guards
from tests.imports.payloads import PAYLOADS

CASE = "kouluverkko"
LIMITS = {"title": 110, "name": 80, "topic": 90}
SHORT = 120  # characters of every other text: below the limit of every field
APART = " · "
KEPT = ("match", "link", "ev_link", "url", "register_id")  # patterns and addresses, which are no text to read
ALWAYS = ("body", "service")  # texts also when they are one word
NO_ADDRESS = ("://", "www.", "@")  # the name of a theme is refused with these


@dataclass
class Packer:
    """Gives texts packed full of payloads, one after another, and remembers them."""

    given: list[str] = field(default_factory=list)
    at: int = 0  # the payload that comes next

    def text(self, limit: int = SHORT, *, addresses: bool = True, note: bool = True) -> str:
        """Payloads whole, as many as fit. `note`: whether the text must be met on a page."""
        parts: list[str] = []
        while True:
            payload = PAYLOADS[self.at % len(PAYLOADS)]
            fits = len(payload) <= limit and (addresses or not any(part in payload for part in NO_ADDRESS))
            if fits and parts and len(APART.join([*parts, payload])) > limit:
                break
            parts += [payload] if fits else []
            self.at += 1
        found = APART.join(parts)
        if note:
            self.given.append(found)
        return found


class Hostile(_Maker):
    """The demonstration's maker with every sentence of its source replaced."""

    def __init__(self, source: dict[str, Any], actors: Mapping[str, Actor], packer: Packer):
        self.true = source
        self.packer = packer
        super().__init__(self.spoilt(source), actors, clock.now())

    def spoilt(self, value: Any, key: str = "", above: str = "") -> Any:
        """The same structure with payloads for sentences. Words that the product understands have no spaces."""
        if isinstance(value, dict):
            return {name: self.spoilt(part, name, key) for name, part in value.items() if name not in ("sv", "en")}
        if isinstance(value, list):
            return value if key in KEPT else [self.spoilt(part, key, above) for part in value]
        if not isinstance(value, str) or key in KEPT or not (" " in value.strip() or key in ALWAYS or key == "fi"):
            return value
        name = above if key == "fi" else key
        text = self.packer.text(LIMITS.get(name, SHORT))
        return f"{text} Näin. Siksi." if key == "why" else text  # a reason has at least two sentences

    def mapping(self) -> dict[str, Any]:
        spoilt, self.source = self.source, self.true  # the headers of the file
        try:
            found = super().mapping()
        finally:
            self.source = spoilt
        column = next(role for role in found.values() if role["role"] == "background")
        column["values"] = list(self.areas().values())
        return found

    def areas(self) -> dict[str, str]:
        """A hostile name for each part of the town that the survey asks about."""
        if not hasattr(self, "_areas"):
            names = generated.texts(CASE)["survey"]["areas"]
            self._areas = {name: self.packer.text(60) for name in names}
        return self._areas

    def bring_in(self, activity_id: int, kind: str) -> None:
        """The generated file with hostile values; its texts and its name are hostile as well."""
        _, content = generated.file(CASE, kind, self.today)
        files = guards.check({f"{kind}.{'zip' if kind == 'polis' else 'csv'}": content})
        answers = {"decision": CASE}
        if kind == "survey":
            answers["mapping"] = json.dumps(self.mapping())
            files = {name: self.renamed(one) for name, one in files.items()}
        parsed = adapters.read(kind, files, answers=answers)
        if kind == "statements":
            for row in parsed.tables["statements"].to_pylist():
                statements.add(self.preparer, self.id, **row | {"main_points": self.packer.text(900)})
            return
        texts = tuple(replace(text, body=self.packer.text(note=False)) for text in parsed.texts)
        parsed = replace(parsed, texts=texts, dropped=(self.packer.text(60),))
        name = self.packer.text(60)
        imports.store(self.preparer, activity_id, parsed, sha256=imports.fingerprint(files), original_name=name)

    def renamed(self, content: bytes) -> bytes:
        """The survey with hostile names for the parts of the town."""
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
        out = io.StringIO()
        csv.writer(out, delimiter=";").writerows([[self.areas().get(cell, cell) for cell in row] for row in rows])
        return out.getvalue().encode()

    def name_themes(self) -> None:
        for entry in self.source["themes"]:
            self.packer.given.remove(entry["title"]["fi"])
            entry["title"] = {"fi": self.packer.text(LIMITS["topic"], addresses=False)}
        super().name_themes()


class HostileDraft(Hostile):
    """Without residents' input: the themes are named, and nothing more."""

    def input(self) -> None:
        self.name_themes()


def make() -> tuple[dict[str, int], Packer]:
    """Makes both in the open database; gives their ids and everything that was written."""
    packer = Packer()
    actors = {}
    for role in ROLES:
        found = people.demo_person(role)
        assert found is not None
        actors[role] = found
    source = yaml.load((FOLDER / f"{CASE}.yaml").read_bytes(), Loader=LOADER)
    with engine.together():
        whole = Hostile(source, actors, packer)
        whole.make()
        corrected(whole, packer)
        open_one = HostileDraft(in_review(source), actors, packer)
        open_one.make()
        sent_back(open_one, packer)
    return {"whole": whole.id, "open": open_one.id}, packer


def in_review(source: dict[str, Any]) -> dict[str, Any]:
    kept = {name: part for name, part in source.items() if name not in ("responses", "council_comments")}
    return kept | {"state": "in_review", "stage": "hearing"}


def corrected(of: Hostile, packer: Packer) -> None:
    """One answer is corrected and published again, with the reason."""
    published = next(r for r in responses.listing(of.preparer, of.id) if r.state == "published")
    id = responses.correct(of.preparer, published.id, packer.text(600))
    responses.approve(of.actors["reviewer"], id)
    responses.publish(of.preparer, id)


def sent_back(of: Hostile, packer: Packer) -> None:
    """The reviewer's words on a section, and the reason why the assessment is sent back."""
    reviewer = of.actors["reviewer"]
    matter = matters.read(reviewer, of.id)
    for template, case in (("eva", matter.case("eva")), ("lava", matter.case("lava"))):
        assert case is not None
        section = case.sections[0].id
        assessments.give_verdict(reviewer, matter.stored[template].id, section, "to_correct", packer.text(900))
    assessments.move(reviewer, of.id, "t_return", reason=packer.text(900))
