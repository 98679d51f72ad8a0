"""Downloads: each file is made only when somebody asks for it, from the same values that the pages draw.

What is not public is downloaded from addresses that ask who asks (`web/documents.py`); a blank form is for everyone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

import streamlit as st

from assessment.matter import MAIN, Matter
from data.settings import settings
from locales import LANGUAGES, N_
from reports import instrument, pdf, web_page, word
from reports.document import Document
from ui.page_setup import LANGUAGE_NAMES
from ui.words import language, plain, say, today
from ui.written import items, show

FORMS = {"docx": "Word (DOCX)", "pdf": "PDF", "html": "HTML"}


@dataclass(frozen=True)
class Chosen:
    language: str
    comments: bool


def choose() -> Chosen:
    """In which language, and whether comments come along."""
    with st.container(horizontal=True, key="document-choices", vertical_alignment="bottom", gap="medium"):
        wanted = st.selectbox(
            say(N_("Language of the documents")), options=list(LANGUAGES), index=LANGUAGES.index(language()),
            format_func=LANGUAGE_NAMES.__getitem__, key="document-language", width=260,
        )  # fmt: skip
        with_comments = st.checkbox(say(N_("With comments")), key="document-comments")
    return Chosen(wanted, with_comments)


def filled(matter: Matter, chosen: Chosen) -> None:
    """Every open instrument: Word, PDF, HTML, and its effects as CSV."""
    query = {"lang": chosen.language} | ({"comments": "1"} if chosen.comments else {})
    for id, case in matter.cases.items():
        title = case.template.template.title.text(language())
        st.header(plain(title), anchor=False)
        _other_language(case.template.template.langs, chosen.language)
        forms = dict(FORMS)
        if case.template.matrix() is not None:
            forms["csv"] = say(N_("Effects (CSV)"))
        base = f"/files/decisions/{matter.head.id}/assessment/{id}"
        show(_links((f"{base}.{form}?{urlencode(query)}", name) for form, name in forms.items()))


def whole(matter: Matter) -> None:
    """The matter as JSON: opened again as a new decision, here or in another municipality."""
    st.header(say(N_("The whole matter as a file")), anchor=False)
    st.markdown(
        say(
            N_(
                "The file holds every answer with its sources and opens as a new draft on the page New decision. "
                "Comments, files kept with sources and what residents said stay here."
            )
        )
    )
    show(_links([(f"/files/decisions/{matter.head.id}/matter.json", say(N_("Whole matter (JSON)")))]))


def blank(matter: Matter, chosen: Chosen) -> None:
    """Forms to be filled in on paper."""
    st.header(say(N_("Blank forms")), anchor=False)
    templates = matter.instruments.templates
    ids = sorted((id for id, one in templates.items() if one.sections), key=lambda id: (id not in MAIN, id))
    titles = {id: templates[id].template.title.text(language()) for id in ids}
    wanted = st.selectbox(
        say(N_("Which instrument?")), options=list(titles), format_func=titles.__getitem__, key="blank-instrument",
        width=460,
    )  # fmt: skip
    _other_language(matter.instruments[wanted].template.langs, chosen.language)

    def document() -> Document:
        return instrument.blank(
            matter.instruments, wanted, chosen.language, author=settings().municipality, made_on=today()
        )

    with st.container(horizontal=True, key="documents-blank"):
        _kinds(document, f"{wanted}-{chosen.language}", prefix="blank-")


def _links(addresses: Iterable[tuple[str, str]]) -> str:
    """Files of ours: whoever follows a link is asked who they are again."""
    return items(
        f'<a class="vp-link" href="{escape(address)}" download>{escape(name)}</a>' for address, name in addresses
    )


def _kinds(document: Callable[[], Document], name: str, prefix: str = "") -> None:
    _button("Word (DOCX)", f"{prefix}{name}.docx", word.MIME, lambda: word.docx_of(document()))
    _button("PDF", f"{prefix}{name}.pdf", pdf.MIME, lambda: pdf.pdf_of(document()))
    _button("HTML", f"{prefix}{name}.html", web_page.MIME, lambda: web_page.html_of(document()))


def _button(label: str, file: str, mime: str, content: Callable[[], bytes]) -> None:
    # A run after each download would give every file a new address while the next one may already be asked for.
    key = f"get-{file.replace('.', '-')}"
    st.download_button(label, data=content, file_name=file, mime=mime, key=key, on_click="ignore")


def _other_language(langs: Sequence[str], wanted: str) -> None:
    if wanted not in langs:
        st.caption(say(N_("This instrument is available only in this language: {name}"), name=LANGUAGE_NAMES[langs[0]]))
