"""The effects as CSV: one row for each effect and its fields as columns, to be worked on in a spreadsheet."""

from __future__ import annotations

import csv
import io

from assessment import answers
from assessment.case import Case
from assessment.sentences import sentence
from assessment.wording import Wording
from locales import N_
from participation.guards import safe_cell

MIME = "text/csv"


def csv_of(case: Case, wording: Wording) -> bytes:
    """UTF-8 with a byte-order mark and semicolons, as Finnish spreadsheets open it; no cell can act as a formula.

    Raises ValueError when the instrument has no effects table.
    """
    section = case.template.matrix()
    if section is None:
        raise ValueError(case.template.id)
    language, library = wording.language, case.instruments.library
    names = tuple(dict.fromkeys((*section.baseline_cell, *section.cell)))
    fields = {name: answers.cell_field(case.instruments, name) for name in names}
    head = [N_("What is affected"), N_("Group"), N_("Alternative"), N_("In one sentence")]
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";")
    rows.writerow([safe_cell(part) for part in (*map(wording.say, head), *(f.text(language) for f in fields.values()))])
    for cell in case.cells.values():
        group = library.group(cell.group) if cell.group else None
        values = dict(cell.values)
        said = ""
        if cell.alternative != "VE0":
            said = sentence(cell.area, cell.alternative, values, language, group)
        values["certainty"] = values.get("certainty_said", values.get("certainty"))
        told = [cell.area.text(language), group.text(language) if group else "", cell.alternative, said]
        for name, field in fields.items():
            if values.get(name) is not None:
                told.append(wording.value(field, values[name]))
            else:
                told.append(f"{wording.say(N_('Not known'))}: {cell.unknown[name]}" if name in cell.unknown else "")
        rows.writerow([safe_cell(part) for part in told])
    return text.getvalue().encode("utf-8-sig")
