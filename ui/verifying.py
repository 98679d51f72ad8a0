"""Whether a fingerprint or a file is a published briefing, in words.

Source: trust design, I2.
"""

from __future__ import annotations

import hashlib
import re
from html import escape

import streamlit as st

from data import briefings
from data.briefings import Known
from data.permissions import Actor
from locales import N_, Message
from ui.page_setup import PAGES, clear_problems, fail, problem_at
from ui.words import at, say
from ui.written import show, told

FOUND = "verify-sha256"
FINGERPRINT = re.compile(r"[0-9a-f]{64}")
MOST_MB = 20


def ask() -> None:
    """A field for the fingerprint, and one for the file."""
    problem_at("verify-text")
    with st.form("verify", border=False, width=760):
        st.text_input(say(N_("Fingerprint (SHA-256)")), key="verify-text", max_chars=200)
        file = st.file_uploader(say(N_("Or the file (JSON)")), type=["json"], max_upload_size=MOST_MB)
        if st.form_submit_button(say(N_("Check")), type="primary"):
            _take(st.session_state["verify-text"], file.getvalue() if file is not None else None)
            st.rerun()


def _take(text: str, content: bytes | None) -> None:
    """A written fingerprint may be in capitals and in pieces, as it stands on paper."""
    st.session_state.pop(FOUND, None)
    written = re.sub(r"[\s.:-]+", "", text).lower()
    if written and content is not None:
        fail([("verify-text", Message(N_("Write a fingerprint or choose a file, not both.")))])
    elif content is not None:
        clear_problems()
        st.session_state[FOUND] = hashlib.sha256(content).hexdigest()
    elif FINGERPRINT.fullmatch(written):
        clear_problems()
        st.session_state[FOUND] = written
    else:
        fail(
            [("verify-text", Message(N_("A fingerprint has 64 digits and letters from a to f. Copy the whole of it.")))]
        )


def answer(actor: Actor) -> None:
    """What is known of the fingerprint, with the way to the page."""
    sha256 = st.session_state.get(FOUND)
    if sha256 is None:
        return
    found = briefings.verify(actor, sha256)
    with st.container(key="verified", border=True):
        code = f'<p class="vp-small"><code class="vp-fingerprint">{escape(sha256)}</code></p>'
        show(f'<div role="status">{_words(found)}{code}</div>')
        if found is not None:
            label = say(N_("Open the published briefing"))
            st.page_link(PAGES / "briefing.py", label=label, query_params={"decision": str(found.decision_id)})


def _words(found: Known | None) -> str:
    if found is None:
        no = say(N_("No. This service has published nothing with this fingerprint."))
        why = say(N_("The document has been changed, or it is a draft, or it comes from somewhere else."))
        return f'<p class="vp-strong">{escape(no)}</p><p>{escape(why)}</p>'
    which = say(N_("version {n}, published {when}"), n=found.edition, when=at(found.at))
    about = f"<p>{told(found.title)}, {escape(which)}</p>"
    if found.erased:
        text = say(N_("It was published, but a resident's words have been erased from it since. No figure changed."))
    elif not found.intact:
        text = say(
            N_("It was published, but what is stored here has been changed since. Tell the administrator at once.")
        )
    elif not found.newest:
        text = say(N_("Yes, but a later version has been published since."))
    else:
        text = say(N_("Yes. This is the published version."))
    return f'<p class="vp-strong">{escape(text)}</p>{about}'
