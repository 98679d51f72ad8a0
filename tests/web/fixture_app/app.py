"""A small app inside the real shell, so that the shell's tests do not wait for the product's pages."""

import notes
import streamlit as st

from web import shell

app = st.App("ui/router.py", **shell.parts(start=notes.open_notes, warm=()))
