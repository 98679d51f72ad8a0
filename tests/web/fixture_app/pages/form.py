"""An error summary above the heading whose links lead to the fields."""

import streamlit as st

failed = st.session_state.get("failed", 0)
if failed:
    st.html(
        '<div id="vp-errors" role="alert"><h2>Korjaa nämä</h2><a href="#reason" data-field="reason">Perustelu</a> '
        '<a href="#level" data-field="level">Taso</a></div>'
    )
st.title("Lomake", anchor=False)
st.html(f'<span id="vp-page" data-focus="form-{failed}" hidden></span>')
st.radio("Taso", ["kevyt", "täysi"], index=None, key="level", help="Ohjeita")
st.text_area("Perustelu", key="reason")
if st.button("Tarkista", key="check"):
    st.session_state["failed"] = failed + 1
    st.rerun()
