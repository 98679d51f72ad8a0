"""The front door: `streamlit run app.py` and `uvicorn app:app` both serve it."""

import streamlit as st

from web import shell

app = st.App("ui/router.py", **shell.parts())
