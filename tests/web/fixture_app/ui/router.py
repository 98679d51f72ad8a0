"""As the product's router: pages by absolute path, the title set after navigation."""

from pathlib import Path

import streamlit as st

import locales

PAGES = Path(__file__).resolve().parents[1] / "pages"
TITLES = {
    "fi": ("Alku", "Arviointi", "Lomake", "Osat", "Pitkä"),
    "sv": ("Start", "Bedömning", "Blankett", "Delar", "Lång"),
    "en": ("Home", "Assessment", "Form", "Elements", "Long"),
}

language = locales.choose(
    st.query_params.get("lang"), st.context.cookies.get("lang"), st.context.headers.get("Accept-Language")
)
names = TITLES[language]
st.session_state["names"] = names
page = st.navigation(
    [
        st.Page(PAGES / "home.py", title=names[0], default=True),
        st.Page(PAGES / "assessment.py", title=names[1], url_path="assessment", visibility="hidden"),
        st.Page(PAGES / "form.py", title=names[2], url_path="form", visibility="hidden"),
        st.Page(PAGES / "elements.py", title=names[3], url_path="elements", visibility="hidden"),
        st.Page(PAGES / "long.py", title=names[4], url_path="long", visibility="hidden"),
        st.Page(PAGES / "fault.py", title="Vika", url_path="fault", visibility="hidden"),
    ],
    position="top",
)
st.set_page_config(page_title=f"{page.title} – Vaikutuspolku", layout="wide")
page.run()
