"""A table whose cells are words, as escaped HTML with its headings in scope.

On a phone each row becomes a heading with its cells under it as cards, so nothing is read by scrolling sideways. That
is why these are not `st.table`, which scrolls inside itself and cannot be reached by keyboard there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def table(caption: str, first: str, head: Sequence[str], rows: Iterable[str], css: str = "") -> str:
    """The frame: caption, the name of the first column, and the others' headings as HTML; `rows` are from `row`."""
    columns = "".join(f'<th scope="col" role="columnheader">{name}</th>' for name in head)
    # Roles are written out because a phone's style turns rows into blocks, and browsers then forget the table.
    return (
        f'<table class="{f"vp-words {css}".strip()}" role="table"><caption>{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">{escape(first)}</th>{columns}</tr>'
        f'</thead><tbody role="rowgroup">{"".join(rows)}</tbody></table>'
    )


def row(heading: str, cells: Iterable[tuple[str, str]], css: str = "") -> str:
    """One row. Heading and cells are HTML; each cell comes with the name that stands on its card."""
    inner = "".join(
        f'<td role="cell"><span class="vp-card-code" aria-hidden="true">{escape(name)}</span>{cell}</td>'
        for name, cell in cells
    )
    name = f' class="{css}"' if css else ""
    return f'<tr role="row"{name}><th scope="row" role="rowheader">{heading}</th>{inner}</tr>'
