"""Downloads: each file is made only when somebody asks for it, from the same values that the pages draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from assessment import interchange
from assessment.matter import MAIN, Matter
from assessment.wording import Wording
from data.comments import Comment, Thread
from data.settings import settings
from locales import LANGUAGES, N_
from reports import instrument, matrix, pdf, web_page, word
from reports.document import Document, Remark
from ui.page_setup import LANGUAGE_NAMES, role_name
from ui.words import at, language, plain, say, today

Threads = Mapping[str, Sequence[Thread]]  # by answer key


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


def filled(matter: Matter, said: Mapping[str, Threads], chosen: Chosen) -> None:
    """Every open instrument: Word, PDF, HTML, and its effects as CSV."""
    for id, case in matter.cases.items():
        title = case.template.template.title.text(language())
        st.header(plain(title), anchor=False)
        _other_language(case.template.template.langs, chosen.language)

        def document(id: str = id) -> Document:
            remarks = _remarks(said[id]) if chosen.comments else {}
            return instrument.filled(
                matter, id, chosen.language, author=settings().municipality, made_on=today(), remarks=remarks
            )

        with st.container(horizontal=True, key=f"documents-{id}"):
            _kinds(document, f"{id}-{matter.head.id}")
            if case.template.matrix() is not None:
                _button(
                    say(N_("Effects (CSV)")), f"{id}-{matter.head.id}.csv", matrix.MIME,
                    lambda case=case: matrix.csv_of(case, Wording(matter, chosen.language)),
                )  # fmt: skip


def whole(matter: Matter, themes: Mapping[int, Mapping[str, str]]) -> None:
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
    _button(
        say(N_("Whole matter (JSON)")), f"{matter.head.id}.json", "application/json",
        lambda: interchange.of(matter, themes).bytes(),
    )  # fmt: skip


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


def _remarks(threads: Threads) -> dict[str, list[Remark]]:
    return {
        key: [_remark(one) for thread in found for one in (thread.first, *thread.answers)]
        for key, found in threads.items()
    }


def _remark(one: Comment) -> Remark:
    return Remark(f"{role_name(one.by_role)}, {at(one.at)}", one.body)
