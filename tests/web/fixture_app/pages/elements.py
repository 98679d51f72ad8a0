"""The elements the product uses; every label and value here starts with an asterisk, the rest is Streamlit's own."""

import altair as alt
import pandas as pd
import streamlit as st

st.title("*Osat", anchor=False)
rows = pd.DataFrame({"*luku": [1, 2]}, index=pd.Index(["*a", "*b"], name="*alue"))
st.text_input("*teksti", key="a", help="*ohje", max_chars=20)
st.text_area("*pitkä", key="b")
st.number_input("*määrä", key="c", value=3)
st.selectbox("*valinta", ["*yksi", "*kaksi"], index=None, key="d")
st.multiselect("*valinnat", ["*yksi", "*kaksi"], default=["*yksi"], key="e")
st.radio("*radio", ["*yksi", "*kaksi"], index=None, key="f")
st.checkbox("*rasti", key="g")
st.date_input("*päivä", value=None, format="DD.MM.YYYY", key="h")
st.file_uploader("*tiedosto", type=["csv"], key="i")
st.download_button("*lataa", b"x", file_name="x.txt", key="j")
st.table(rows)
st.dataframe(rows)
st.altair_chart(
    alt.Chart(rows.reset_index())
    .mark_bar(description="*kuva")
    .encode(
        x=alt.X("*luku:Q", title="*x", axis=alt.Axis(description="*x-akseli")),
        y=alt.Y("*alue:N", title="*y", axis=alt.Axis(description="*y-akseli")),
    ),
    alt="*kuvaus",
)
with st.expander("*lisää"):
    st.text("*sisältö")
with st.popover("*ponnahdus"):
    st.text("*sisältö")
st.tabs(["*yksi", "*kaksi"])
st.status("*tila", state="complete")
st.info("*huomio")
st.feedback("stars", key="k")
