from pathlib import Path

import streamlit as st

st.title(st.session_state["names"][0], anchor=False)
st.page_link(Path(__file__).parent / "assessment.py", label="Kouluverkko", query_params={"decision": "42"})
st.text("Upload")  # as a resident might write it
st.html('<p data-written title="Open">Open</p><p><a class="vp-link" href="/?lang=sv">Svenska</a></p>')
