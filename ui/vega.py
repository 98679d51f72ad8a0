"""What our pictures have in common, as Vega-Lite itself: building the same with Altair's classes took 50 ms each.

Marks are silent for screen readers: a picture has one alt text, and Vega would speak English. The same stands beside
each picture as a table. Source: screens design, section 6.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

Spec = dict[str, Any]  # a piece of Vega-Lite
INK = "#1a1a1a"


def layer(mark: Spec, values: list[Spec], encoding: Spec, **more: Any) -> Spec:
    """One kind of mark with its own values."""
    return {"mark": {**mark, "aria": False}, "data": {"values": values}, "encoding": encoding, **more}


def across(field: str, first: float = 0, last: float = 100) -> Spec:
    """A place from left to right, without an axis: the figures stand at the marks."""
    scale = {"domain": [first, last], "nice": False}
    return {"field": field, "type": "quantitative", "axis": None, "scale": scale}


def as_given(field: str) -> Spec:
    """A colour that the values name themselves."""
    return {"field": field, "type": "nominal", "scale": None}


def words(field: str) -> Spec:
    return {"field": field, "type": "nominal"}


def picture(layers: list[Spec], height: int, **more: Any) -> Spec:
    """Layers on one another, as wide as the place allows. `height` is in pixels."""
    return {
        "layer": layers,
        "width": "container",
        "height": height,
        "padding": {"left": 0, "right": 2, "top": 2, "bottom": 2},
        "config": {
            "background": "transparent",
            "font": "Source Sans, sans-serif",
            "text": {"color": INK},
            "view": {"stroke": "transparent"},
        },
        **more,
    }


def draw(spec: Spec, alt: str, key: str) -> None:
    st.vega_lite_chart(spec=spec, width="stretch", theme=None, alt=alt, key=key)
