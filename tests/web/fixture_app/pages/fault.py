import streamlit as st

st.title("Vika", anchor=False)
if st.button("Riko", key="break"):
    secret = "henkilön sanat"
    raise RuntimeError("rikki")
