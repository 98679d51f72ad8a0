"""A survey of 100,000 answers to 40 questions from file to frozen release, beside the plain read of the same file.

The answers are made up: an id, a day, two background variables, thirty scales, four multiple choices, one choice and
one open question that one in twenty has answered. Everything that the product does is in the time, the columns' roles
given as a person would take them from the suggestions.
"""

from __future__ import annotations

import io
import json
import resource
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

from bench.fresh import activity_of_a_new_decision, database

ANSWERS, ROUNDS = 100_000, 5
SHEET_ROUNDS = 3  # a workbook takes its time on both sides
FILES = {"csv": "kysely.csv", "xlsx": "kysely.xlsx"}
SCALES, CHOICES, SEED = 30, 4, 1
STEPS = (
    "Eri mieltä",
    "Osin eri mieltä",
    "Ei eri eikä samaa mieltä",
    "Osin samaa mieltä",
    "Samaa mieltä",
    "En osaa sanoa",
)


def columns(answers: int) -> dict[str, list[str]]:
    """The made-up answers by header."""
    import numpy as np

    draw = np.random.default_rng(SEED)

    def some(values: tuple[str, ...], weights: tuple[float, ...] | None = None) -> list[str]:
        found: list[str] = np.array(values)[draw.choice(len(values), answers, p=weights)].tolist()
        return found

    weights = (0.1, 0.2, 0.15, 0.25, 0.2, 0.05, 0.05)
    several = ("Kirjasto", "Kirjasto;Uimahalli", "Uimahalli", "Nuorisotila;Kirjasto", "")
    found = {
        "Vastausnumero": [f"r{number}" for number in range(answers)],
        "Vastausaika": some(tuple(f"2027-03-{day:02}" for day in range(1, 29))),
        "Ikäryhmä": some(("alle 18", "18-29", "30-44", "45-64", "65-")),
        "Asuinalue": some(tuple(f"Alue {number}" for number in range(12))),
    }
    found |= {f"Väite {number}": some((*STEPS, ""), weights) for number in range(SCALES)}
    found |= {f"Palvelut {number}": some(several) for number in range(CHOICES)}
    found["Minkä valitset?"] = some(("Ensimmäinen", "Toinen", "Kolmas"))
    wrote = draw.random(answers) < 0.05
    found["Perustelut"] = [f"Toivon parempia valoja, koska {n}." if wrote[n] else "" for n in range(answers)]
    return found


def as_csv(table: dict[str, list[str]]) -> bytes:
    import csv

    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(table)
    writer.writerows(zip(*table.values(), strict=True))
    return text.getvalue().encode()


def as_xlsx(table: dict[str, list[str]]) -> bytes:
    """A workbook as a spreadsheet writes it, with shared texts; openpyxl would take minutes to write it."""
    import openpyxl
    from openpyxl.utils import get_column_letter

    shared: dict[str, int] = {}
    letters = [get_column_letter(place) for place in range(1, len(table) + 1)]
    rows = []
    for number, cells in enumerate([list(table), *zip(*table.values(), strict=True)], start=1):
        told = "".join(
            f'<c r="{letter}{number}" t="s"><v>{shared.setdefault(cell, len(shared))}</v></c>'
            for letter, cell in zip(letters, cells, strict=True)
            if cell
        )
        rows.append(f'<row r="{number}">{told}</row>')
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    sheet = f"{head}<worksheet {space}><sheetData>{''.join(rows)}</sheetData></worksheet>"
    texts = "".join(f"<si><t>{text}</t></si>" for text in shared)
    empty = io.BytesIO()
    made = openpyxl.Workbook()
    made.active["A1"] = "x"
    made.save(empty)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    added = {
        "[Content_Types].xml": f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>',
        "xl/_rels/workbook.xml.rels": f'<Relationship Id="rIdS" Type="{relation}" Target="sharedStrings.xml"/>'
        "</Relationships>",
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(empty) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name).decode()
            if name in added:
                end = added[name].rsplit("<", 1)[1]
                content = content.replace(f"<{end}", added[name])
            new.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else content)
        new.writestr("xl/sharedStrings.xml", f"{head}<sst {space}>{texts}</sst>")
    return buffer.getvalue()


def prepare(folder: Path) -> dict[str, int]:
    """Both files, and what a person would say of their columns; gives their sizes in bytes."""
    table = columns(ANSWERS)
    (folder / FILES["csv"]).write_bytes(as_csv(table))
    (folder / FILES["xlsx"]).write_bytes(as_xlsx(table))
    ask(folder)
    return {name: (folder / name).stat().st_size for name in FILES.values()}


# ------------------------------------------------------------------ the parts


def bring_in(path: Path, preparer: Any, decision: int, activity: int) -> None:
    """File, guards, adapter, store and freeze, as the pages do it; raises ValueError when something is asked."""
    from data import imports, releases
    from participation import adapters, guards
    from participation.guards import MIB, Limits

    limits = Limits(upload=512 * MIB, unpacked=1024 * MIB, sheet_cells=8_000_000)
    files = guards.check({path.name: path.read_bytes()}, limits)
    parsed = adapters.read("survey", files, answers={"mapping": path.with_suffix(".json").read_text()}, limits=limits)
    if parsed.questions or parsed.stored["answers"] != ANSWERS:
        raise ValueError("the made-up survey was not read whole")
    imports.store(preparer, activity, parsed, sha256=imports.fingerprint(files), original_name=path.name)
    releases.freeze(preparer, decision)


def ask(folder: Path) -> None:
    """Writes what a person would say of the columns: the suggestions."""
    from participation import adapters, guards
    from participation.guards import MIB, Limits

    limits = Limits(upload=512 * MIB, unpacked=1024 * MIB, sheet_cells=8_000_000)
    path = folder / FILES["csv"]
    files = guards.check({path.name: path.read_bytes()}, limits)
    asked = next(one for one in adapters.read("survey", files, limits=limits).questions if one.id == "mapping")
    suggested = json.loads(asked.options[0][0])
    scales = [one for one in suggested.values() if one["role"] == "scale"]
    if len(scales) != SCALES:
        raise ValueError("the made-up scales are not seen as scales")
    path.with_suffix(".json").write_text(json.dumps(suggested))


def reading(folder: Path, kind: str) -> dict[str, list[float]]:
    """Seconds of each round: the plain read and the product in turn, after one round of each that is not counted."""
    path = folder / FILES[kind]
    plain = {"csv": ("pandas.read_csv", _pandas), "xlsx": ("python-calamine", _calamine)}[kind]

    def product() -> float:
        with tempfile.TemporaryDirectory() as fresh, database(Path(fresh)) as preparer:
            decision, activity = activity_of_a_new_decision(preparer)
            began = time.perf_counter()
            bring_in(path, preparer, decision, activity)
            return time.perf_counter() - began

    def peer() -> float:
        began = time.perf_counter()
        plain[1](path)
        return time.perf_counter() - began

    name = f"survey as {kind.upper()}"
    found: dict[str, list[float]] = {f"{plain[0]} of a survey": [], name: []}
    for turn in range((ROUNDS if kind == "csv" else SHEET_ROUNDS) + 1):
        for what, act in ((f"{plain[0]} of a survey", peer), (name, product)):
            seconds = act()
            if turn:
                found[what].append(seconds)
    return found


def _pandas(path: Path) -> None:
    import pandas as pd

    pd.read_csv(path, engine="pyarrow", sep=";")


def _calamine(path: Path) -> None:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(path)
    book.get_sheet_by_index(0).to_python()


def memory(folder: Path, kind: str) -> dict[str, float]:
    """Peak memory of the product's way in a process that does nothing else, in MB."""
    with tempfile.TemporaryDirectory() as fresh, database(Path(fresh)) as preparer:
        decision, activity = activity_of_a_new_decision(preparer)
        bring_in(folder / FILES[kind], preparer, decision, activity)
    return {"mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
