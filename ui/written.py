"""What people wrote, inside our own HTML: always escaped, and marked with its language when the reader's is another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

import streamlit as st

from ui.words import language, language_of, words


def show(*parts: str) -> None:
    """Draws HTML that was made elsewhere; nothing when there is nothing, which Streamlit's own call refuses."""
    body = "".join(parts)
    if body:
        st.html(body)


def in_language(code: str) -> str:
    """The lang attribute for words written in `code`; nothing when it is the reader's own language."""
    return "" if code == language() else f' lang="{escape(code)}"'


def written(text: str, code: str, tag: str = "span", css: str = "") -> str:
    """A person's text in the language it was written in."""
    name = f' class="{css}"' if css else ""
    return f"<{tag}{name}{in_language(code)}>{escape(text)}</{tag}>"


def paragraphs(text: str, code: str) -> str:
    """A longer text of a person; an empty line begins a new paragraph."""
    return "".join(written(part.strip(), code, "p") for part in text.split("\n\n") if part.strip())


def told(texts: Mapping[str, str] | None) -> str:
    """A text kept in several languages; one that lacks the reader's is marked."""
    if not texts:
        return ""
    code = language_of(texts)
    text = escape(words(texts))
    return text if code == language() else f'<span lang="{escape(code)}">{text}</span>'


def items(parts: Iterable[str], css: str = "vp-list") -> str:
    """A list of pieces that are already HTML; empty without any."""
    found = "".join(f"<li>{part}</li>" for part in parts)
    return f'<ul class="{css}">{found}</ul>' if found else ""


def facts(pairs: Iterable[tuple[str, str]], css: str = "vp-pairs") -> str:
    """Names (plain text) and values (already HTML) as a description list; pairs without a value are left out."""
    found = "".join(f"<div><dt>{escape(name)}</dt><dd>{value}</dd></div>" for name, value in pairs if value)
    return f'<dl class="{css}">{found}</dl>' if found else ""


def sentence(text: str, css: str = "") -> str:
    """One of our own sentences as a paragraph."""
    return f'<p class="{css}">{escape(text)}</p>' if css else f"<p>{escape(text)}</p>"
