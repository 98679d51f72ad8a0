"""A step with the three kinds of field that are saved while they are written."""

import os
import time

import notes
import streamlit as st

step = st.query_params.get("step", "1")
step = step if step.isdecimal() else "1"
st.title(f"Arviointi: Vaihe {step}", anchor=False)
st.html(f'<span id="vp-page" data-focus="{step}" hidden></span>')
saved_at = st.session_state.get("saved_at", "")
st.html(f'<p data-vp-save-line role="status">{f"Tallennettu {saved_at}" if saved_at else ""}</p>')


def save(key: str) -> None:
    notes.save(key, st.session_state[key])
    st.session_state["saved_at"] = "14.02"


def seeded(key: str) -> str:
    if key not in st.session_state:
        st.session_state[key] = notes.load(key)
    return key


time.sleep(float(os.environ.get("SLOW_PAGE", "0")))
st.text_area("Vaikutus lapsiin", key=seeded(f"effect-{step}"), on_change=save, args=(f"effect-{step}",))
st.text_input("Lyhyt nimi", key=seeded(f"name-{step}"), on_change=save, args=(f"name-{step}",))
st.number_input("Koulumatka", key=f"km-{step}", value=None, min_value=10.0, on_change=save, args=(f"km-{step}",))
st.selectbox("Suunta", ["kasvaa", "vähenee"], index=None, key=f"way-{step}", accept_new_options=True)
with st.form(f"form-{step}"):
    st.text_area("Lomakkeen teksti", key=f"form-text-{step}")
    if st.form_submit_button("Lähetä"):
        notes.save("form", st.session_state[f"form-text-{step}"])
if st.button("Seuraava", key="next"):
    st.query_params["step"] = str(int(step) + 1)
    st.rerun()
