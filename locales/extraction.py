"""Which messages the code has: every literal inside N_(…). Used by `scripts/texts` and by the test that walks them.

Every language here has the same two plural forms (one, many), so a plural is two messages.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from locales import FOLDER, LANGUAGES

ROOT = FOLDER.parent
PACKAGES = ("agenda", "assessment", "participation", "reports", "data", "ui", "web", "pages")


def messages(root: Path = ROOT) -> dict[str, list[str]]:
    """{message id: places in the code}, also of those inside an f-string."""
    found: dict[str, list[str]] = {}
    for package in PACKAGES:
        for file in sorted((root / package).rglob("*.py")):
            place = file.relative_to(root).as_posix()
            for message in _marked(ast.parse(file.read_text())):
                places = found.setdefault(message, [])
                if place not in places:
                    places.append(place)
    return found


def _marked(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "N_" and node.args:
            text = node.args[0]
            if isinstance(text, ast.Constant) and isinstance(text.value, str) and text.value:
                yield text.value


def update(root: Path = ROOT) -> dict[str, int]:
    """Brings the catalogues to the code: adds what is new (untranslated), drops what is gone.

    Returns the number of untranslated messages by language.
    """
    wanted, missing = messages(root), {}
    for language in (code for code in LANGUAGES if code != "en"):
        path = FOLDER / f"{language}.po"
        before = Catalog(locale=language)
        if path.exists():
            with path.open("rb") as file:
                before = read_po(file, locale=language)
        after = Catalog(
            locale=language, project="Vaikutuspolku", copyright_holder="Vaikutuspolku", fuzzy=False, header_comment=""
        )
        for msgid in sorted(wanted):
            known = before.get(msgid)
            text = known.string if known is not None and isinstance(known.string, str) else ""
            after.add(msgid, text, locations=[(place, 1) for place in sorted(wanted[msgid])])
        missing[language] = sum(not m.string for m in after if m.id)
        with path.open("wb") as out:
            write_po(out, after, width=0, include_lineno=False, omit_header=False)
    return missing
