"""Briefings of made-up sources, and every number of them counted a second time from those sources.

The sources are what people gave: the answers of an assessment and the rows of a survey's file. They are brought in by
the product's own way, and counted here from the rules' words: a count under ten is hidden, others stand in bands,
shares are rounded as the size allows. Source: trust design, section 6.
"""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

from assessment import composing
from assessment.briefing import Briefing
from assessment.case import Alternative
from participation import releasing
from participation.releasing import Brought, Named, Read
from reports import briefing as report
from reports import pdf, tables
from reports.document import Bars, Document, Table, plain
from reports.speaking import Edition
from tests.assessment.cases import INSTRUMENTS, cell
from tests.participation.test_survey_adapter import MAP, as_csv, read_file
from tests.reports.cases import MADE_ON, matter
from tests.reports.reading import squeezed, words_of_pdf
from ui import briefing_sections, charts, effects_table, residents_said

NOW = datetime(2027, 1, 10, 9, 0, tzinfo=UTC)
AREAS = ("p_health", "p_daily", "p_services", "f_opex", "f_capex")
WORDS = {code: word for word, code in MAP.items()}
HIDDEN = "eijulkaista:pienitaipientäsuojaavaryhmä"
STEPS = ("against", "neutral", "for", "cannot_say")
# A cell of the JSON by the field that was given for it.
STORED = {"impact": "impact5", "quantity": "quantity", "certainty": "certainty", "how_to_find_out": "how_to_find_out"}


@dataclass(frozen=True)
class Sources:
    """What people gave, as it was made up; nothing here has been through the product."""

    codes: tuple[str, ...]
    cells: dict[tuple[str, str], dict[str, Any]]  # (area, alternative) -> fields
    costs: dict[str, tuple[int, int]]  # euros a year and once
    answers: list[dict[str, str]]  # a respondent's class for each alternative asked about
    themes: dict[int, int]  # texts tied to each theme


def made_up(seed: int) -> Sources:
    rng = random.Random(seed)
    codes = tuple(f"VE{n}" for n in range(rng.randint(2, 5)))
    areas = rng.sample(AREAS, rng.randint(1, len(AREAS)))
    cells = {}
    for n, area in enumerate(areas):
        for code in codes[1:]:
            if rng.random() < 0.15:
                continue
            impact = rng.choice([-2, -1, 0, 1, 2, "unknown"])
            fields: dict[str, Any] = {"impact5": impact}
            if impact == "unknown":
                fields |= {"how_to_find_out": f"Kysytään {rng.randint(1, 9_999)} asukkaalta, {n}{code}."}
            else:
                amount = f"{rng.randint(1, 9_999)} kohdetta, {n}{code}"
                fields |= {"quantity": amount, "certainty": rng.randint(1, 3), "evidence": [5]}
            cells[area, code] = fields
    asked = [code for code in codes if rng.random() < 0.9] or [codes[0]]
    leaning = {code: [rng.random() + 0.02 for _ in STEPS] for code in asked}
    people = rng.choice([0, rng.randint(1, 30), rng.randint(20, 120), rng.randint(100, 900)])
    answers = []
    for _ in range(people):
        given = {code: rng.choices(STEPS, leaning[code])[0] for code in asked if rng.random() < 0.93}
        answers.append(given)
    costs = {code: (rng.randint(-900_000, 900_000), rng.randint(-90_000, 9_000_000)) for code in codes[1:]}
    themes = {id: rng.randint(0, min(people, 130)) for id in (1, 2)} if people else {}
    return Sources(codes, cells, costs, answers, themes)


def briefing_of(sources: Sources) -> Briefing:
    """Through the product's own way: the survey's file is read, aggregated, released, and the briefing composed."""
    answers: dict[str, Any] = {}
    for (area, code), fields in sources.cells.items():
        answers |= cell(area, code, **fields)
    for code, (year, once) in sources.costs.items():
        answers[f"alternatives/{code}/alt_cost_year"] = year * 100
        answers[f"alternatives/{code}/alt_cost_once"] = once * 100
    named = tuple(Alternative(code, {"fi": f"Vaihtoehto {code}"}) for code in sources.codes)
    return composing.compose(
        matter(answers, alternatives=named), release=release_of(sources), statements=(), moves={},
        municipality="Koivulahti", edition=1, now=NOW,
    )  # fmt: skip


def release_of(sources: Sources) -> Any:
    asked = sorted({code for given in sources.answers for code in given})
    if not asked:
        return None
    header = ["Vastausnumero", *(f"{code}: mitä mieltä olet?" for code in asked)]
    rows = [
        [str(n), *(WORDS.get(given.get(code, ""), "") for code in asked)] for n, given in enumerate(sources.answers)
    ]
    rows = [row for row in rows if any(row[1:])]  # who answered nothing has not answered
    roles: dict[str, Any] = {header[0]: {"role": "id"}}
    roles |= {f"{code}: mitä mieltä olet?": {"role": "scale", "map": MAP, "alternative": code} for code in asked}
    parsed = read_file("kysely.csv", as_csv(rows, header), roles)
    texts = [
        Read(f"{theme}-{n}", "clear", None, "fi", {}, (theme,)) for theme, n in sources.themes.items() for n in range(n)
    ]
    one = Brought(
        1, "survey", {"fi": "Kysely"}, date(2026, 11, 2), date(2026, 11, 30), "survey", "ab" * 32, parsed.tables,
        tuple(texts),
    )  # fmt: skip
    themes = [Named(id, {"fi": f"Teema {id}"}, {"fi": "Asia."}, False, ("p_daily",), ("VE1",)) for id in sources.themes]
    alternatives = {code: {"fi": f"Vaihtoehto {code}"} for code in sources.codes}
    return releasing.compose(7, 1, NOW, [one], themes, (), alternatives).release


# ------------------------------------------------------------------ the rules, a second time


def size(n: int) -> str:
    """How many, as a count of people or texts may be told."""
    if n < 10:
        return "alle10"
    low, high = next(((a, b) for a, b in ((10, 24), (25, 49), (50, 99)) if n <= b), (n // 50 * 50, n // 50 * 50 + 49))
    return f"{low}–{high}"


def shares(counts: list[int], step: int) -> list[str]:
    """The three classes rounded to a step of per cents, "25" for quarters in words."""
    n = sum(counts)
    if any(Fraction(count, n) >= 1 - Fraction(step, 200) for count in counts):
        return ["lähes kaikki" if Fraction(c, n) >= 1 - Fraction(step, 200) else "" for c in counts]
    said = []
    for count in counts:
        exact = Fraction(100 * count, n)
        near = round(exact / step) * step
        if step == 25:
            said.append(["harva", "noin neljännes", "noin puolet", "noin kolme neljäsosaa"][near // 25])
        elif step > 1 and exact < step:
            said.append(f"alle {step} %")
        elif step > 1 and exact > 100 - step:
            said.append(f"yli {100 - step} %")
        else:
            said.append(f"{'noin ' if step > 1 else ''}{near} %")
    return said


def forms(counts: Counter[str]) -> list[list[str]]:
    """The cells in which a row on an alternative may stand: how many, three shares; finer where it may be finer."""
    classes = [counts[step] for step in STEPS[:3]]
    n = sum(classes)
    if n < 10:
        return []
    step = 25 if n < 25 else 10 if n < 100 else 5
    coarse = [size(n), *shares(classes, step)]
    return [coarse] if n < 100 else [[f"{n}", *shares(classes, 1)], coarse]


def counted(sources: Sources, code: str) -> Counter[str]:
    return Counter(given[code] for given in sources.answers if code in given)


def euros(value: int) -> str:
    return f"{'−' if value < 0 else ''}{abs(value)}€"


# ------------------------------------------------------------------ the faces


class Rows(HTMLParser):
    """The cells of every table, row by row, and all the words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


@dataclass(frozen=True)
class Faces:
    """One briefing in every face, as plain text without spaces; tables as rows of cells."""

    page_effects: list[list[str]]
    page_costs: list[list[str]]
    page_words: str
    alt: str  # of the page's picture
    document: list[Table]
    document_alt: str
    data: list[dict[str, Any]]  # tables.json
    printed: str | None  # the PDF
    json: dict[str, Any]


def faces(briefing: Briefing, *, printed: bool) -> Faces:
    about = effects_table.Told(briefing.alternatives, "fi", briefing.sources, briefing.release)
    document = document_of(briefing)
    picture = None
    words = ""
    if briefing.release is not None:
        words = residents_said.who_answered(briefing.release, 2027) + residents_said.top_themes(briefing.release)
        judged = residents_said.most_answered(briefing.release)
        picture = charts.alternatives(judged, [line.code for line in briefing.alternatives]) if judged else None
    archive = zipfile.ZipFile(io.BytesIO(tables.zip_of(document)))
    return Faces(
        [[squeezed(c) for c in row] for row in Rows(effects_table.body(briefing.effects, about, "all")).rows],
        [[squeezed(c) for c in row] for row in Rows(briefing_sections.costs(briefing.alternatives)).rows],
        squeezed("".join(Rows(words).words)),
        squeezed(picture.alt) if picture else "",
        [block for block in document.blocks if isinstance(block, Table)],
        squeezed(" ".join(block.alt for block in document.blocks if isinstance(block, Bars))),
        json.loads(archive.read("tables.json")),
        squeezed(words_of_pdf(pdf.pdf_of(document))) if printed else None,
        json.loads(briefing.canonical()),
    )


def document_of(briefing: Briefing) -> Document:
    edition = Edition("Koivulahti", MADE_ON, ZoneInfo("Europe/Helsinki"), NOW, "5f" * 32)
    return report.document(briefing, INSTRUMENTS, "fi", edition)


def differences(sources: Sources, found: Faces) -> list[str]:
    """What is not, in some face, what the sources give."""
    return [*wrong_effects(sources, found), *wrong_costs(sources, found), *wrong_voices(sources, found)]


def wrong_effects(sources: Sources, found: Faces) -> list[str]:
    library = INSTRUMENTS.library
    titles = {a.id: a.fi for s in INSTRUMENTS["eva"].sections for a in s.areas}
    levels = library.scale("impact5").values()
    wrong = []
    own = {row["area"]: {c["alternative"]: c for c in row["cells"]} for row in found.json["effects"]}
    by_title = {row[0]: row[1:] for row in found.page_effects if row}
    for (area, code), fields in sources.cells.items():
        level = levels[fields["impact5"]]
        effect = squeezed(" ".join(filter(None, (level.sign, level.fi))))
        amount = squeezed(fields.get("quantity") or fields["how_to_find_out"])
        cells = [c for title, cs in by_title.items() if title.startswith(squeezed(titles[area])) for c in cs]
        if not any(c.startswith(code) and effect in c and amount in c for c in cells):
            wrong.append(f"page: {area} {code}: {effect} {amount}")
        stored = own.get(area, {}).get(code, {})
        if any(stored.get(name) != fields.get(given) for name, given in STORED.items()):
            wrong.append(f"json: {area} {code}: {stored}")
        if found.printed is not None and amount not in found.printed:
            wrong.append(f"pdf: {area} {code}: {amount}")
    known = [fields["impact5"] == "unknown" for fields in sources.cells.values()]
    if abs(found.json["share_unknown"] - Fraction(sum(known), all_cells(found))) > 1e-9:
        wrong.append(f"json: share unknown {found.json['share_unknown']}")
    return wrong


def all_cells(found: Faces) -> int:
    """Cells of the assessed areas apart from VE0's: those without an answer count too."""
    return max(1, sum(c["alternative"] != "VE0" for row in found.json["effects"] for c in row["cells"]))


def wrong_costs(sources: Sources, found: Faces) -> list[str]:
    wrong = []
    page = {row[0][:3]: row[1:3] for row in found.page_costs if row}
    document = next(t for t in found.document if "Kustannukset" in t.caption)
    table = {squeezed(plain(row[0]))[:3]: [squeezed(plain(c)) for c in row[1:3]] for row in document.rows}
    for code, values in sources.costs.items():
        wanted = [euros(value) for value in values]
        if [a.endswith(w) for a, w in zip(page[code], wanted, strict=True)] != [True, True]:
            wrong.append(f"page: costs {code}: {page[code]} for {wanted}")
        if table[code] != wanted:
            wrong.append(f"table: costs {code}: {table[code]} for {wanted}")
        line = next(one for one in found.json["alternatives"] if one["code"] == code)
        if (line["cost_year"], line["cost_once"]) != tuple(100 * value for value in values):
            wrong.append(f"json: costs {code}: {line}")
        if found.printed is not None and "".join(wanted) not in found.printed:
            wrong.append(f"pdf: costs {code}: {wanted}")
    return wrong


def wrong_voices(sources: Sources, found: Faces) -> list[str]:
    who = [given for given in sources.answers if given]
    if not who:
        return [] if found.json["release"] is None else ["json: a release of nothing"]
    wrong = []
    if squeezed(f"{size(len(who))} vastaajaa") not in found.page_words:
        wrong.append(f"page: {size(len(who))} respondents")
    for id, n in sources.themes.items():
        if n and squeezed(f"Teema {id} (kysely: {size(n)})") not in found.page_words:
            wrong.append(f"page: theme {id}: {size(n)}")
        if n and found.printed is not None and squeezed(f"Teema {id} (kysely: {size(n)})") not in found.printed:
            wrong.append(f"pdf: theme {id}: {size(n)}")
    if len(who) < 10:  # described, and nothing is counted
        published = [table for activity in found.json["release"]["activities"] for table in activity["tables"]]
        return [*wrong, *(f"json: {table['id']} of {len(who)} respondents" for table in published)]
    voices = [c for row in found.page_effects if row and row[0].startswith("Asukkaatkoko") for c in row[1:]]
    document = next((t for t in found.document if t.caption.startswith("Kysely: mitä")), None)
    rows = {plain(row[0]): [squeezed(plain(c)) for c in row[1:]] for row in document.rows} if document else {}
    data = next((t["rows"] for t in found.data if t["caption"].startswith("Kysely: mitä")), [])
    published = {t["id"]: t["total"] for a in found.json["release"]["activities"] for t in a["tables"]}
    for code in sorted({code for given in who for code in given}):
        counts = counted(sources, code)
        allowed = [[squeezed(c) for c in form] for form in forms(counts)]
        row = rows[code]
        said = [c for c in row[:4] if c != "–"]
        if row[0] == HIDDEN:
            if sum(counts[step] for step in STEPS[:3]) >= 25:
                wrong.append(f"table: {code} is hidden: {counts}")
            if any(published[code][name] for name in ("n", "against", "neutral", "for_", "cannot_say")):
                wrong.append(f"json: {code} is hidden and has figures")
            continue
        if [c if c != "–" else "" for c in row[:4]] not in allowed:
            wrong.append(f"table: {code}: {row} for {allowed}")
        if row[4:] not in ([], [size(counts["cannot_say"])]):
            wrong.append(f"table: {code}: {row[4:]} cannot say, of {counts}")
        if in_words(published[code]) != said:
            wrong.append(f"json: {code}: {published[code]} for {row}")
        if [squeezed(c) for c in next((one for one in data if one[0] == code), [""])[1:]] != row:
            wrong.append(f"csv: {code}: {data} for {row}")
        if found.printed is not None and code + "".join(row) not in found.printed:
            wrong.append(f"pdf: {code}: {row}")
        of_cell = next(c for c in voices if c.startswith(code))
        of_picture = found.alt.split(f"{code}:")[1].split("VE")[0] if f"{code}:" in found.alt else None
        for share in (*said, *row[4:]):
            if share not in of_cell:
                wrong.append(f"page: {code}: {share} not in {of_cell}")
            if of_picture is not None and share not in of_picture:
                wrong.append(f"text: {code}: {share} not in {of_picture}")
    if found.alt != found.document_alt:
        wrong.append("text: the page's picture and the document's say different things")
    return wrong


def in_words(row: dict[str, Any]) -> list[str]:
    """The figures of a row of the JSON as a reader sees them."""
    if row["nearly_all"]:
        return [figure(row["n"]), "lähes" + "kaikki"]
    return [figure(row[name]) for name in ("n", "against", "neutral", "for_")]


def figure(shown: dict[str, Any]) -> str:
    low, high, about = shown["low"], shown["high"], "noin" if shown["step"] != 1 else ""
    words = {"few": "harva", "quarter": "noinneljännes", "half": "noinpuolet", "three_quarters": "noinkolmeneljäsosaa"}
    forms = {
        "exact": f"{low}", "band": f"{low}–{high}", "under": f"alle{low}", "percent": f"{about}{low}%",
        "below": f"alle{low}%", "above": f"yli{low}%",
    }  # fmt: skip
    return forms.get(shown["kind"]) or words[shown["word"]]
