"""The pages of the product, read from the router."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.browser import ROOT

ROUTER = ROOT / "ui" / "router.py"
TABLES = ("OPEN", "INSIDE")  # {file: (url_path, title)}


def registered(router: Path = ROUTER) -> dict[str, str]:
    """{page file: url_path} in the order of the router; the first page's path is empty."""
    found = {}
    for node in ast.walk(ast.parse(router.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "st.Page":
            if any(word.arg == "default" for word in node.keywords):
                file = next(part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant))
                found[str(file)] = ""
        elif (
            isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in TABLES and isinstance(node.value, ast.Dict)
        ):
            for key, value in zip(node.value.keys, node.value.values, strict=True):
                assert isinstance(key, ast.Constant)
                assert isinstance(value, ast.Tuple)
                found[str(key.value)] = str(ast.literal_eval(value.elts[0]))
    return found
