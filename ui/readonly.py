"""An answer as text to read: for those who may not edit, and for what is published."""

from __future__ import annotations

from html import escape

import streamlit as st

from assessment.answers import Answer
from assessment.matter import Matter
from assessment.templates.model import Question
from assessment.wording import Wording
from locales import formats
from ui.words import language


def draw(matter: Matter, question: Question, label: str, answer: Answer) -> None:
    text = formats.kept_together(Wording(matter, language()).answer(question, answer))
    st.html(f'<p class="vp-label">{escape(label)}</p><p class="vp-answer" data-written>{escape(text)}</p>')
