"""A bare page made from a real one: the same calls of Streamlit with the same words, and nothing behind them.

The messages that the server sent for one rerun tell every element with its content and its place. From them comes a
script with one call for each, all values literal. What such a page takes is Streamlit's own time for that screen.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.Block_pb2 import Block
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.GapSize_pb2 import GapSize
from streamlit.proto.Markdown_pb2 import Markdown
from streamlit.proto.Navigation_pb2 import Navigation
from streamlit.proto.PageConfig_pb2 import PageConfig
from streamlit.runtime.state.common import user_key_from_element_id


class Unknown(Exception):
    """A page draws something that this module cannot draw again: it must be taught first."""


@dataclass
class Node:
    """A place on the page: an element, or a block with what is in it."""

    element: Element | None = None
    block: Block | None = None
    inside: dict[int, Node] = field(default_factory=dict)

    @property
    def children(self) -> list[Node]:
        return [self.inside[place] for place in sorted(self.inside)]


def kinds(messages: Sequence[ForwardMsg]) -> Counter[str]:
    """How many there are of each kind of element, block and message."""
    return Counter(map(_kind, messages))


def _kind(message: ForwardMsg) -> str:
    kind = message.WhichOneof("type") or ""
    if kind != "delta":
        return kind
    what = message.delta.WhichOneof("type")
    if what == "add_block":
        return f"block {message.delta.add_block.WhichOneof('type')}"
    return str(message.delta.new_element.WhichOneof("type")) if what == "new_element" else str(what)


def write(messages: Sequence[ForwardMsg], folder: Path) -> None:
    """Writes router.py and its pages into `folder`; the page that the messages show is the one with content.

    Raises Unknown for an element that cannot be drawn again.
    """
    navigation = next(m.navigation for m in messages if m.WhichOneof("type") == "navigation")
    configs = [m.page_config_changed for m in messages if m.WhichOneof("type") == "page_config_changed"]
    (folder / "pages").mkdir(parents=True)
    for page in navigation.app_pages:
        _file(folder, page.url_pathname).write_text("", "utf-8")
    (folder / "router.py").write_text(_router(folder, navigation, configs[0]), "utf-8")
    paths = {page.page_script_hash: _file(folder, page.url_pathname) for page in navigation.app_pages}
    drawn = Drawn(paths)
    drawn.lines += [_call("st.set_page_config", page_title=c.title, layout=_layout(c)) for c in configs[1:]]
    drawn.children(_tree(messages).children)
    page = next(p for p in navigation.app_pages if p.page_script_hash == navigation.page_script_hash)
    source = "\n".join(["import datetime", "import streamlit as st", *drawn.lines, ""])
    _file(folder, page.url_pathname).write_text(source, "utf-8")


def _file(folder: Path, url_path: str) -> Path:
    return folder / "pages" / f"{url_path or 'first'}.py"


def _router(folder: Path, navigation: Navigation, config: PageConfig) -> str:
    lines = ["import streamlit as st", _call("st.set_page_config", page_title=config.title, layout=_layout(config))]
    lines.append("pages = [")
    for page in navigation.app_pages:
        more: dict[str, Any] = {"default": True} if page.is_default else {"url_path": page.url_pathname}
        if page.is_hidden:
            more["visibility"] = "hidden"
        lines.append(f"    {_call('st.Page', str(_file(folder, page.url_pathname)), title=page.page_name, **more)},")
    position = Navigation.Position.Name(navigation.position).lower()
    return "\n".join([*lines, "]", f"page = st.navigation(pages, position={position!r})", "page.run()", ""])


def _layout(config: PageConfig) -> str:
    return "wide" if config.layout == PageConfig.WIDE else "centered"


def _tree(messages: Sequence[ForwardMsg]) -> Node:
    """The main part of the page; a later element in the same place takes it over."""
    root = Node()
    for message in messages:
        if message.WhichOneof("type") != "delta":
            continue
        container, *places = message.metadata.delta_path
        if container != 0:
            raise Unknown(f"container {container}")
        node = root
        for place in places:
            node = node.inside.setdefault(place, Node())
        what = message.delta.WhichOneof("type")
        if what == "add_block":
            node.block, node.element = message.delta.add_block, None
        elif what == "new_element":
            node.element, node.block = message.delta.new_element, None
        else:
            raise Unknown(str(what))
    return root


def _call(name: str, *values: Any, **named: Any) -> str:
    """Source of one call; what is None, False or empty is left to the default."""
    given = [repr(value) for value in values]
    given += [f"{key}={value!r}" for key, value in named.items() if value not in (None, False, "", [], ())]
    return f"{name}({', '.join(given)})"


def _key(id: str) -> str | None:
    return user_key_from_element_id(id) if id else None


class Drawn:
    """The lines of the bare page, in the order of reading."""

    def __init__(self, pages: dict[str, Path]) -> None:
        self.pages, self.depth, self.blocks = pages, 0, 0
        self.lines: list[str] = []

    def add(self, line: str) -> None:
        self.lines.append("    " * self.depth + line)

    def children(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            if node.element is not None:
                self.add(self.element(node.element))
            elif node.block is not None:
                self.block(node.block, node.children)

    def within(self, opening: str, nodes: Sequence[Node]) -> None:
        self.add(f"with {opening}:")
        self.depth += 1
        self.children(nodes) if nodes else self.add("pass")
        self.depth -= 1

    # -------------------------------------------------------------- blocks

    def block(self, block: Block, inside: Sequence[Node]) -> None:
        kind = block.WhichOneof("type")
        match kind:
            case "flex_container" if inside and all(n.block and n.block.HasField("column") for n in inside):
                self.columns(block, inside)
            case "flex_container":
                self.within(self.container(block), inside)
            case "form":
                form = block.form
                self.within(_call("st.form", form.form_id, clear_on_submit=form.clear_on_submit), inside)
            case "expandable":
                self.within(_call("st.expander", block.expandable.label, expanded=block.expandable.expanded), inside)
            case "popover":
                self.within(_call("st.popover", block.popover.label, key=_key(block.popover.id)), inside)
            case "tab_container":
                self.tabs(inside)
            case _:
                raise Unknown(f"block {kind}")

    def container(self, block: Block) -> str:
        flex = block.flex_container
        horizontal = flex.direction == Block.FlexContainer.HORIZONTAL
        return _call("st.container", border=flex.border, key=_key(block.id), horizontal=horizontal, gap=_gap(flex))

    def columns(self, block: Block, inside: Sequence[Node]) -> None:
        columns = [node.block.column for node in inside if node.block is not None]
        names = self.named(len(columns))
        weights = [column.weight for column in columns]
        opening = _call("st.columns", weights, gap=_gap(block.flex_container), border=columns[0].show_border)
        self.add(f"{', '.join(names)}, = {opening}")
        for name, node in zip(names, inside, strict=True):
            self.within(name, node.children)

    def tabs(self, inside: Sequence[Node]) -> None:
        names = self.named(len(inside))
        self.add(f"{', '.join(names)}, = " + _call("st.tabs", [n.block.tab.label for n in inside if n.block]))
        for name, node in zip(names, inside, strict=True):
            self.within(name, node.children)

    def named(self, n: int) -> list[str]:
        self.blocks += n
        return [f"part{self.blocks - place}" for place in range(n, 0, -1)]

    # -------------------------------------------------------------- elements

    def element(self, element: Element) -> str:
        kind = str(element.WhichOneof("type"))
        if kind == "page_link":
            return self.page_link(element.page_link)
        if kind not in ELEMENTS:
            raise Unknown(kind)
        return ELEMENTS[kind](getattr(element, kind))

    def page_link(self, link: Any) -> str:
        target = link.page if link.external else str(self.pages[link.page_script_hash])
        query = None if link.external else dict(parse_qsl(link.query_string, keep_blank_values=True))
        return _call("st.page_link", target, label=link.label, icon=link.icon, query_params=query or None)


def _gap(flex: Any) -> str | None:
    size = flex.gap_config.gap_size
    return GapSize.Name(size).lower() if size not in (GapSize.GAP_UNDEFINED, GapSize.NONE) else None


def _field(proto: Any) -> dict[str, Any]:
    """What all fields that a person fills in have in common."""
    return {"key": _key(proto.id), "help": proto.help, "disabled": proto.disabled}


def _heading(proto: Any) -> str:
    name = {"h1": "st.title", "h2": "st.header", "h3": "st.subheader"}[proto.tag]
    return f"{name}({proto.body!r}, anchor=False)"


def _markdown(proto: Any) -> str:
    name = "st.caption" if proto.element_type == Markdown.CAPTION else "st.markdown"
    return _call(name, proto.body, unsafe_allow_html=proto.allow_html)


def _alert(proto: Any) -> str:
    return _call(f"st.{Alert.Format.Name(proto.format).lower()}", proto.body, icon=proto.icon)


def _button(proto: Any) -> str:
    if proto.is_form_submitter:
        return _call("st.form_submit_button", proto.label, type=proto.type)
    return _call("st.button", proto.label, type=proto.type, icon=proto.icon, **_field(proto))


def _chosen(proto: Any) -> int | None:
    """Place of the choice that the page shows."""
    if proto.set_value and proto.HasField("raw_value"):
        return list(proto.options).index(proto.raw_value) if proto.raw_value in proto.options else None
    return proto.default if proto.HasField("default") else None


def _one_of(name: str) -> Callable[[Any], str]:
    def source(proto: Any) -> str:
        more = {"horizontal": proto.horizontal} if name == "st.radio" else {"placeholder": proto.placeholder}
        call = _call(name, proto.label, list(proto.options), **more, **_field(proto))
        return f"{call[:-1]}, index={_chosen(proto)})"

    return source


def _multiselect(proto: Any) -> str:
    values = list(proto.raw_values) if proto.set_value else [proto.options[place] for place in proto.default]
    more = {"default": values, "placeholder": proto.placeholder, **_field(proto)}
    return _call("st.multiselect", proto.label, list(proto.options), **more)


def _typed(name: str) -> Callable[[Any], str]:
    def source(proto: Any) -> str:
        value = proto.value if proto.set_value else proto.default
        more = {"max_chars": proto.max_chars or None, "placeholder": proto.placeholder, **_field(proto)}
        return _call(name, proto.label, value, **more)

    return source


def _date(proto: Any) -> str:
    days = list(proto.value if proto.set_value else proto.default)
    value = f"datetime.date.fromisoformat({days[0].replace('/', '-')!r})" if days else "None"
    return _call("st.date_input", proto.label, format=proto.format, **_field(proto))[:-1] + f", value={value})"


def _uploader(proto: Any) -> str:
    more = {"accept_multiple_files": proto.multiple_files, **_field(proto)}
    return _call("st.file_uploader", proto.label, type=list(proto.type), **more)


def _download(proto: Any) -> str:
    return _call("st.download_button", proto.label, "-", **_field(proto))


def _checkbox(proto: Any) -> str:
    return _call("st.checkbox", proto.label, value=proto.value if proto.set_value else proto.default, **_field(proto))


def _vega_lite(proto: Any) -> str:
    if proto.datasets or proto.HasField("data"):
        raise Unknown("a chart with a table of its own")
    spec = json.loads(proto.spec)
    return f"st.vega_lite_chart(spec={spec!r}, width='stretch', theme=None, alt={proto.alt!r}, key={_key(proto.id)!r})"


ELEMENTS: dict[str, Callable[[Any], str]] = {
    "alert": _alert,
    "button": _button,
    "checkbox": _checkbox,
    "date_input": _date,
    "download_button": _download,
    "empty": lambda proto: "st.empty()",
    "file_uploader": _uploader,
    "heading": _heading,
    "html": lambda proto: _call("st.html", proto.body),
    "markdown": _markdown,
    "multiselect": _multiselect,
    "progress": lambda proto: _call("st.progress", proto.value, proto.text),
    "radio": _one_of("st.radio"),
    "selectbox": _one_of("st.selectbox"),
    "text": lambda proto: _call("st.text", proto.body),
    "text_area": _typed("st.text_area"),
    "text_input": _typed("st.text_input"),
    "vega_lite_chart": _vega_lite,
}
