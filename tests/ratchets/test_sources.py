"""Rules of the screens that are read from the source: what reaches HTML and Markdown, keys, elements, lengths."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping

import pytest

from tests.browser import ROOT
from tests.ratchets.flow import Cause, Flow, Module, Rules, Way, argument, product

Check = Callable[[Mapping[str, Module]], list[str]]

LONGEST_PAGE = 170  # lines
NOT_USED = {
    "toast": "unnamed for a screen reader, and gone before it is read",
    "slider": "not usable on a phone with a keyboard",
    "iframe": "another document inside ours",
    "balloons": "decoration",
    "snow": "decoration",
    "components": "code that is not ours",
}
KEY = re.compile(r"[a-z0-9_-]*")

# Figures, dates and the names of languages cannot hold markup whoever writes them.
FIGURES = frozenset({"number", "euros", "day", "language", "sha256"})
HTML = Rules(
    calls=frozenset({"escape", "quote"}) | FIGURES,
    endings=(
        "card.key",  # "t12", "s3"
        "entry.seq",  # a number
        "line.code",  # "VE0" … "VE5"
        "task.status",  # a code of assessment.progress
    ),
)
MARKDOWN = Rules(
    calls=frozenset({"plain", "at", "day", "days_left", "counts", "status_word"}) | FIGURES,
    with_safe_words=frozenset({"say", "say_n"}),
    methods=frozenset({"text"}),  # a text of an instrument or of the catalogue
    endings=(
        "field.caption",  # is made plain where it is put together
        "alternative.code",
        "law.checked_on",  # a day, from the instrument
        ".by_status",  # codes and numbers
        "trail.broken",
        "release.number",
        "st.session_state.pop('evidence-problems', ())",  # labels and messages of the library's own fields
    ),
)
# Elements whose first argument or `label` is drawn as Markdown.
MARKDOWN_ELEMENTS = {
    "button", "caption", "checkbox", "date_input", "download_button", "error", "expander", "file_uploader",
    "form_submit_button", "header", "info", "markdown", "metric", "multiselect", "number_input", "page_link", "popover",
    "radio", "selectbox", "subheader", "success", "text_area", "text_input", "title", "toggle", "warning",
}  # fmt: skip
MARKDOWN_OPTIONS = {"radio", "pills", "segmented_control"}
# Elements that give what a person has chosen or written.
ASKING = {
    "checkbox", "date_input", "file_uploader", "multiselect", "number_input", "pills", "radio", "segmented_control",
    "selectbox", "text_area", "text_input", "time_input", "toggle",
}  # fmt: skip


@pytest.fixture(scope="module")
def modules() -> dict[str, Module]:
    return product(ROOT)


# ------------------------------------------------------------------ what reaches the screen


def calls(modules: Mapping[str, Module]) -> Iterator[tuple[Module, ast.Call]]:
    for module in modules.values():
        for node in module.calls:
            yield module, node


def drawn(module: Module, node: ast.Call) -> str:
    """The name of the element that a call draws, as st.x or as x of a column or container; else empty."""
    if not isinstance(node.func, ast.Attribute):
        return ""
    on = node.func.value
    return "" if isinstance(on, ast.Name) and on.id in module.imports and on.id != "st" else node.func.attr


def html(modules: Mapping[str, Module]) -> list[str]:
    """What is put into HTML without being escaped."""
    sinks = [
        (module, node.args[0], ()) for module, node in calls(modules) if drawn(module, node) == "html" and node.args
    ]
    sinks += [(module, part, ()) for module, node in calls(modules) if is_call(node, "show") for part in node.args]
    return unsafe(Flow(modules, HTML), sinks)


def maybe_empty(modules: Mapping[str, Module]) -> list[str]:
    """Calls of `st.html` that may be given nothing, which it refuses: `show` leaves nothing out of the page then."""
    return [
        f"{module.name}:{node.lineno}"
        for module, node in calls(modules)
        if drawn(module, node) == "html" and node.args and not has_words(node.args[0]) and module.name != "ui.written"
    ]


def has_words(node: ast.expr) -> bool:
    """Whether an expression can never be empty: words of its own in it, or `sentence`, which puts a text into a tag."""
    match node:
        case ast.JoinedStr():
            return any(isinstance(part, ast.Constant) and bool(part.value) for part in node.values)
        case ast.Constant():
            return bool(node.value)
        case ast.BinOp():
            return has_words(node.left) or has_words(node.right)
    return is_call(node, "sentence")


def markdown(modules: Mapping[str, Module]) -> list[str]:
    """What is drawn as Markdown without being made plain."""
    screens = {name: module for name, module in modules.items() if not name.startswith("web.")}
    sinks: list[tuple[Module, ast.expr, Way]] = []
    for module, node in calls(screens):
        words = {word.arg: word.value for word in node.keywords}
        if drawn(module, node) in MARKDOWN_ELEMENTS:
            if drawn(module, node) == "page_link":
                label = words.get("label")
            else:
                label = node.args[0] if node.args else words.get("label", words.get("body"))
            sinks += [(module, label, ())] if label is not None else []
        shown = words.get("format_func")
        if drawn(module, node) in MARKDOWN_OPTIONS and isinstance(shown, ast.Lambda):
            sinks.append((module, shown.body, ()))
    return unsafe(Flow(modules, MARKDOWN), sinks)


def unsafe(flow: Flow, sinks: list[tuple[Module, ast.expr, Way]]) -> list[str]:
    """Everything unsafe that the sinks are made of, each with the sink's place and its own. A function's parameter
    makes every call of it a sink."""
    found: set[str] = set()
    done: set[tuple[int, Way]] = set()
    while sinks:
        module, node, way = sinks.pop()
        if (id(node), way) in done:
            continue
        done.add((id(node), way))
        for cause in flow.causes(module, node, way):
            if cause.parameter is None:
                found.add(f"{module.name}:{node.lineno} shows {cause.what} ({cause.place})")
            else:
                sinks += at_calls(flow, module, node, cause)
    return sorted(found)


def at_calls(flow: Flow, module: Module, node: ast.expr, cause: Cause) -> list[tuple[Module, ast.expr, Way]]:
    """The arguments that are given for a parameter wherever its function is called."""
    assert cause.parameter is not None
    name, way = cause.parameter
    scope = module.scope_of(node)
    while not (
        isinstance(scope, ast.FunctionDef)
        and name in {one.arg for one in ast.walk(scope.args) if isinstance(one, ast.arg)}
    ):
        scope = module.scope_of(scope)
        if isinstance(scope, ast.Module):
            return []
    found = []
    for there, call in flow.calls.get(id(scope), ()):
        given = argument(scope, call, name)
        found += [(there, given[0], (*given[1], *way))] if given is not None else []
    return found


def test_nothing_reaches_html_unescaped(modules: dict[str, Module]) -> None:
    assert html(modules) == []


def test_html_that_may_be_empty_is_drawn_by_show(modules: dict[str, Module]) -> None:
    assert maybe_empty(modules) == []


def test_nothing_reaches_markdown_as_markup(modules: dict[str, Module]) -> None:
    assert markdown(modules) == []


# ------------------------------------------------------------------ elements, keys, lengths


def unwanted(modules: Mapping[str, Module]) -> list[str]:
    """Elements that the product does not use, and switches that let HTML or scripts through."""
    found = []
    for module, node in calls(modules):
        place = f"{module.name}:{node.lineno}"
        if drawn(module, node) in NOT_USED:
            found.append(f"{place} {ast.unparse(node.func)}: {NOT_USED[drawn(module, node)]}")
        found += [f"{place} {word.arg}" for word in node.keywords if (word.arg or "").startswith("unsafe_allow")]
    return found


def wrong_keys(modules: Mapping[str, Module]) -> list[str]:
    """Widget keys that are not the same as the CSS class that Streamlit makes of them."""
    found = []
    for module, node in calls(modules):
        for word in node.keywords:
            if word.arg == "key" and drawn(module, node):
                found += [
                    f"{module.name}:{node.lineno} {text!r}" for text in fixed(word.value) if not KEY.fullmatch(text)
                ]
    return found


def fixed(node: ast.expr) -> Iterator[str]:
    """The parts of a text that are written in the source."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield from (part.value for part in node.values if isinstance(part, ast.Constant))
    elif isinstance(node, ast.IfExp):
        yield from (*fixed(node.body), *fixed(node.orelse))
    elif isinstance(node, ast.BinOp):
        yield from (*fixed(node.left), *fixed(node.right))


def too_long(texts: Mapping[str, str]) -> list[str]:
    return [
        f"{name}: {len(text.splitlines())}" for name, text in texts.items() if len(text.splitlines()) > LONGEST_PAGE
    ]


def stale(modules: Mapping[str, Module]) -> list[str]:
    """What a callback is given of a field's value: it is the value of the last run, not of the press.

    A person may press before the run of the last change has come to the button: the callback asks the session's state.
    """
    found = []
    for module in modules.values():
        functions = [node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef)]
        giving: set[str] = set()  # functions of the module that give a field's value
        while True:
            known = len(giving)
            for function in functions:
                names = from_fields(function, giving)
                if any(
                    isinstance(node, ast.Return) and node.value and asks(node.value, giving, names)
                    for node in ast.walk(function)
                ):
                    giving.add(function.name)
            if len(giving) == known:
                break
        for function in functions:
            names = from_fields(function, giving)
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                given = {one.arg: one.value for one in call.keywords}
                if not given.keys() & {"on_click", "on_change"}:
                    continue
                if any(asks(given[name], giving, names) for name in ("args", "kwargs") if name in given):
                    found.append(f"{module.name}:{call.lineno}")
    return found


def from_fields(function: ast.FunctionDef, giving: set[str]) -> set[str]:
    """The names in a function that hold what a field gave."""
    names: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and asks(node.value, giving, names):
            names |= {each.id for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)}
    return names


def asks(node: ast.expr, giving: set[str], names: set[str]) -> bool:
    """Whether an expression has a field's value in it."""
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load) and each.id in names:
            return True
        if isinstance(each, ast.Call):
            of = each.func
            if isinstance(of, ast.Attribute) and of.attr in ASKING:
                return True
            if isinstance(of, ast.Name) and of.id in giving:
                return True
    return False


def test_a_callback_asks_the_state_for_what_a_field_says(modules: dict[str, Module]) -> None:
    assert stale(modules) == []


@pytest.mark.parametrize(
    "source",
    [
        "def draw():\n    agreed = known or st.checkbox('a')\n    st.button('b', on_click=act, args=(1, agreed))\n",
        "def one():\n    return st.selectbox('a', [])\n"
        "def draw():\n    rest = {1: one()}\n    box.button('b', on_click=act, kwargs={'rest': rest})\n",
    ],
)
def test_a_field_s_value_given_to_a_callback_is_seen(source: str) -> None:
    assert stale(alone(source))
    assert not stale(alone(source.replace("args=(1, agreed)", "args=(1,)").replace("{'rest': rest}", "{}")))


def test_no_element_is_used_that_the_product_avoids(modules: dict[str, Module]) -> None:
    assert unwanted(modules) == []


def test_a_key_is_the_same_as_its_css_class(modules: dict[str, Module]) -> None:
    assert wrong_keys(modules) == []


def test_a_page_reads_draws_and_calls_one_verb() -> None:
    """No longer than a screenful or two: rules belong to the pure packages, drawing to ui/."""
    assert too_long({path.name: path.read_text("utf-8") for path in (ROOT / "pages").glob("*.py")}) == []


# ------------------------------------------------------------------ the tests can fail


def alone(source: str) -> dict[str, Module]:
    return {"ui.scratch": Module("ui.scratch", ast.parse(source))}


@pytest.mark.parametrize(
    "source",
    [
        'st.html(f"<p>{head.title}</p>")',
        'text = words(head.title)\nst.html("<p>" + text + "</p>")',
        'def line(text):\n    return f"<li>{text}</li>"\nst.html("".join(line(said) for said in found))',
        'def draw(text):\n    st.html(f"<p>{text}</p>")\ndraw(head.title)',
        'parts = []\nfor said in found:\n    parts.append(said.body)\nst.html("".join(parts))',
        'def facts(pairs):\n    return "".join(f"<dt>{escape(n)}</dt><dd>{v}</dd>" for n, v in pairs)\n'
        'st.html(facts([("Nimi", head.title)]))',
        'st.html("".join(map(words, found)))',
        'st.html(escape(a) if a else a)',
        'st.html("<p>%s</p>".format(head.title))',
        'def draw(*parts):\n    st.html("".join(parts))\ndraw(escape(a), b)',
        'st.html(unknown(head.title))',
    ],
)  # fmt: skip
def test_a_text_that_is_not_escaped_is_seen(source: str) -> None:
    """Negative controls, one for each way that a text may take."""
    assert html(alone(source)) != []


@pytest.mark.parametrize(
    "source",
    [
        'st.html(f"<p>{escape(head.title)}</p>")',
        'def line(text):\n    return f"<li>{escape(text)}</li>"\nst.html("".join(line(said) for said in found))',
        'def facts(pairs):\n    return "".join(f"<dt>{escape(n)}</dt><dd>{v}</dd>" for n, v in pairs)\n'
        'st.html(facts([(head.title, escape(head.body))]))',
        'rows = []\nfor n, said in enumerate(found):\n    rows += [f"<li>{n} {escape(said)}</li>"]\n'
        'st.html("".join(rows))',
        'st.html("<hr>")',
    ],
)  # fmt: skip
def test_an_escaped_text_is_let_through(source: str) -> None:
    assert html(alone(source)) == []


def test_html_that_may_be_empty_is_seen() -> None:
    """Negative controls."""
    for source in ("st.html(listed(lines))", "st.html(top() + bottom())", 'st.html(f"{text}")', "left.html(text)"):
        assert maybe_empty(alone(source)) != [], source
    for source in ('st.html(f"<p>{text}</p>")', 'st.html("<hr>" + rest)', "st.html(sentence(text))", "show(text)"):
        assert maybe_empty(alone(source)) == [], source


@pytest.mark.parametrize(
    "source",
    [
        "st.markdown(words(head.title))",
        "st.button(say('Open {title}', title=words(head.title)), key='open')",
        "with left:\n    right.checkbox(label=one.body, key='choose')",
        "st.radio('x', options, format_func=lambda code: words(names[code]))",
        "st.page_link('x.py', label=theme.title)",
        "def head(text):\n    st.header(text, anchor=False)\nhead(words(theme.title))",
    ],
)
def test_a_text_drawn_as_markdown_is_seen(source: str) -> None:
    """Negative controls."""
    assert markdown(alone(source)) != []


SAMPLED = 4  # every fourth; all of them would take half a minute


@pytest.mark.parametrize(("name", "rules", "check"), [("escape", HTML, html), ("plain", MARKDOWN, markdown)])
def test_the_product_without_one_of_its_escapes_is_seen(
    modules: dict[str, Module], name: str, rules: Rules, check: Check
) -> None:
    """Negative control: the product's own source, with one call of `escape` or `plain` left out at a time."""
    missed = []
    sampled = list(escapes(modules, name, rules))[::SAMPLED]
    for module, number in sampled:
        without = Without(name, number)
        tree = ast.fix_missing_locations(without.visit(ast.parse(ast.unparse(module.tree))))
        if not check(modules | {module.name: Module(module.name, tree)}):
            missed.append(f"{module.name}: {without.left_out}")
    print(f"{len(sampled)} calls of {name} left out one at a time, {len(missed)} not seen")
    assert len(sampled) > 5
    assert missed == []


def escapes(modules: Mapping[str, Module], name: str, rules: Rules) -> Iterator[tuple[Module, int]]:
    """Every call of `name` by its number in its module; one around a figure or a word of ours could be left out."""
    flow = Flow(modules, rules)
    for module in modules.values():
        if module.name.startswith(("ui.", "pages.")):
            found = [node for node in in_order(module.tree) if is_call(node, name)]
            for number, node in enumerate(found):
                assert isinstance(node, ast.Call)
                if unsafe(flow, [(module, node.args[0], ())]):
                    yield module, number


def in_order(tree: ast.AST) -> Iterator[ast.AST]:
    """As ast.NodeVisitor goes: a node before what is in it."""
    yield tree
    for child in ast.iter_child_nodes(tree):
        yield from in_order(child)


def is_call(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


class Without(ast.NodeTransformer):
    """Puts the argument in the place of the call that comes `number`-th."""

    def __init__(self, name: str, number: int):
        self.name, self.number, self.met, self.left_out = name, number, 0, ""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if is_call(node, self.name):
            self.met += 1
            if self.met == self.number + 1:
                self.left_out = ast.unparse(node)
                return node.args[0]
        return self.generic_visit(node)


def test_an_element_a_key_and_a_length_are_seen() -> None:
    """Negative controls."""
    source = (
        "st.toast('x')\nst.slider('x', key='Määrä')\nst.markdown('x', unsafe_allow_html=True)\nst.text(x, key=f'A{n}')"
    )
    found = unwanted(alone(source))
    assert len(found) == 3
    assert [line.split()[-1] for line in wrong_keys(alone(source))] == ["'Määrä'", "'A'"]
    assert too_long({"a.py": "x\n" * (LONGEST_PAGE + 1), "b.py": "x\n" * LONGEST_PAGE}) == [f"a.py: {LONGEST_PAGE + 1}"]
