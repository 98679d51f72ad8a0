"""A page of several sheets with everything that could push a phone's screen wider."""

import pandas as pd
import streamlit as st

WORD = "Asianomistajalähtöisyysperusteluvelvollisuus"

st.title(f"{WORD} ja {WORD.lower()}", anchor=False)
left, right = st.columns([2, 1])
left.markdown("Ensimmäinen palsta. " * 30)
right.markdown("Toinen palsta. " * 30)
st.button(f"Tallenna {WORD.lower()} ja jatka seuraavaan vaiheeseen")
rows = pd.DataFrame({f"Vaihtoehto {n}": [WORD] * 3 for n in range(6)}, index=pd.Index(["a", "b", "c"], name="Alue"))
st.table(rows)
cells = "".join(f"<td>{WORD}</td>" for _ in range(6))
st.html(f"<table><caption>Vaikutukset</caption><tr>{cells}</tr></table>")
for number in range(60):
    st.markdown(f"Kappale {number}. " + "Koulumatka pitenee kaksi kilometriä. " * 8)
st.markdown("Viimeinen kappale.")
