"""A document as one HTML file that needs nothing else: for reading in a browser, with a screen reader, or to paste."""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch
from html import escape

from reports.document import (
    SHADES,
    Bars,
    Choices,
    Document,
    Entry,
    Facts,
    Heading,
    Items,
    Lines,
    NewPage,
    Notice,
    Paragraph,
    Remark,
    Table,
    Text,
    clean,
    runs,
)

MIME = "text/html"
_STYLE = """
body{font:1.05rem/1.5 sans-serif;color:#1a1a1a;background:#fff;max-width:50rem;margin:0 auto;padding:1rem}
h1,h2,h3,h4{line-height:1.25}
table{border-collapse:collapse;width:100%;font-size:.9rem}
caption{text-align:left;color:#595959;padding:.4rem 0}
th,td{border:1px solid #595959;padding:.35rem;text-align:left;vertical-align:top}
.scroll{overflow-x:auto}
.notice{border:2px solid #1a1a1a;padding:.6rem;font-weight:bold}
.question{font-weight:bold;margin-bottom:0}
.answer,.text,dd,td{white-space:pre-line}
.answer{margin-top:.2rem}
.remark{border-left:3px solid #595959;padding-left:.6rem}
dt{font-weight:bold}dd{margin:0 0 .5rem}
ul.boxes{list-style:none;padding-left:1rem}
.room{border:1px solid #595959}
.new-page{break-before:page}
.key span,.bar span{display:inline-block;border:1px solid #1a1a1a;print-color-adjust:exact}
.key span{width:.8em;height:.8em}.key{font-size:.9rem}
.bar{display:flex;align-items:center;gap:.5rem;margin:.3rem 0}.bar strong{min-width:3rem}
.bar div{display:flex;flex:1}.bar span{height:1.6em;text-align:center;font-size:.85rem;overflow:hidden}
"""


def html_of(document: Document) -> bytes:
    body = "\n".join(_html(block, document) for block in document.blocks)
    page = f"""<!doctype html>
<html lang="{document.language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{_safe(document.title)} – {_safe(document.subtitle)}</title><style>{_STYLE}</style></head>
<body><main>
<h1>{_safe(document.title)}</h1>
<p>{_safe(document.subtitle)}</p>
{body}
</main></body></html>
"""
    return page.encode()


def _safe(text: str) -> str:
    return escape(clean(text))


def _said(text: Text) -> str:
    """A text with its languages marked."""
    return "".join(
        escape(words) if language is None else f'<span lang="{escape(language)}">{escape(words)}</span>'
        for words, language in runs(text)
    )


def _remarks(remarks: Sequence[Remark]) -> str:
    return "".join(f'<p class="remark"><strong>{_safe(r.who)}:</strong> {_safe(r.text)}</p>' for r in remarks)


@singledispatch
def _html(block: object, document: Document) -> str:
    raise TypeError(block)


@_html.register
def _(block: Heading, document: Document) -> str:
    return f"<h{block.level + 1}>{_said(block.text)}</h{block.level + 1}>"


@_html.register
def _(block: Paragraph, document: Document) -> str:
    return f'<p class="text">{_said(block.text)}</p>{_remarks(block.remarks)}'


@_html.register
def _(block: Items, document: Document) -> str:
    return f"<ul>{''.join(f'<li>{_said(text)}</li>' for text in block.texts)}</ul>"


@_html.register
def _(block: NewPage, document: Document) -> str:
    return '<div class="new-page"></div>'


@_html.register
def _(block: Bars, document: Document) -> str:
    key = " ".join(f'<span style="background:{SHADES[kind][0]}"></span> {_safe(word)}' for kind, word in block.key)
    bars = "".join(
        f'<div class="bar"><strong>{_safe(bar.name)}</strong><div>'
        + "".join(
            f'<span style="width:{length:.2f}%;background:{SHADES[kind][0]};color:{SHADES[kind][1]}">'
            f"{_safe(label) if length >= 12 else ''}</span>"
            for kind, length, label in bar.segments
        )
        + "</div></div>"
        for bar in block.bars
    )
    return f'<div role="img" aria-label="{_safe(block.alt)}"><p class="key">{key}</p>{bars}</div>'


@_html.register
def _(block: Notice, document: Document) -> str:
    return f'<p class="notice">{_safe(block.text)}</p>'


@_html.register
def _(block: Entry, document: Document) -> str:
    answer = _said(block.answer) if block.given else f"<em>{_said(block.answer)}</em>"
    return f'<p class="question">{_safe(block.question)}</p><p class="answer">{answer}</p>{_remarks(block.remarks)}'


@_html.register
def _(block: Facts, document: Document) -> str:
    pairs = "".join(f"<dt>{_safe(name)}</dt><dd>{_said(value)}</dd>" for name, value in block.pairs)
    return f"<dl>{pairs}</dl>{_remarks(block.remarks)}"


@_html.register
def _(block: Table, document: Document) -> str:
    head = "".join(f'<th scope="col">{_said(text)}</th>' for text in block.header)
    rows = "".join(
        f'<tr><th scope="row">{_said(row[0])}</th>{"".join(f"<td>{_said(text)}</td>" for text in row[1:])}</tr>'
        for row in block.rows
    )
    caption = f"<caption>{_safe(block.caption)}</caption>"
    table = f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{_safe(block.caption)}">{table}</div>'


@_html.register
def _(block: Choices, document: Document) -> str:
    hint = " ".join(filter(None, (block.help, document.several if block.several else "")))
    boxes = "".join(f"<li>☐ {_safe(option)}</li>" for option in block.options)
    return f'<p class="question">{_safe(block.question)}</p>{_hint(hint)}<ul class="boxes">{boxes}</ul>'


@_html.register
def _(block: Lines, document: Document) -> str:
    room = f'<div class="room" style="height:{block.lines * 2}em"></div>'
    return f'<p class="question">{_safe(block.question)}</p>{_hint(block.help)}{room}'


def _hint(text: str) -> str:
    return f'<p class="text">{_safe(text)}</p>' if text else ""
