"""Where a piece of text on its way to the screen comes from: a small flow analysis of the product's own source.

`Flow.causes(expression)` follows a value back through variables, comprehensions, conditions and the functions of
ui/, pages/ and web/ to what it is made of, and names everything that is neither constant nor made safe. A function's
parameter that reaches the screen as it stands has to be safe at every call.

Containers are followed by position: in `facts([(name, value)])` only `value` is HTML. What the analysis does not
understand counts as unsafe, so code that cannot be followed fails instead of passing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

EACH = "each"  # a step into a container's elements; a number is a step into a tuple, VALUES into a mapping's values
VALUES = "values"
Step = str | int
Way = tuple[Step, ...]
Function = ast.FunctionDef | ast.Lambda
PASS_ON = {"sorted", "list", "tuple", "set", "frozenset", "reversed", "iter", "next", "min", "max", "str", "cast"}
STRING_METHODS = {
    "strip",
    "lstrip",
    "rstrip",
    "lower",
    "upper",
    "capitalize",
    "casefold",
    "removesuffix",
    "removeprefix",
}
NUMBERS = {"len", "int", "round", "abs", "sum", "bool", "ord", "float", "range"}


@dataclass(frozen=True)
class Cause:
    """A part that is not safe: where it stands in the source, or which parameter of the function it is."""

    place: str
    what: str
    parameter: tuple[str, Way] | None = None


@dataclass
class Rules:
    """What makes text safe, by name. `calls` are safe whatever is given to them, `with_safe_words` when their keyword
    arguments are; `methods` likewise of any object; an expression that ends with one of `endings` is no person's."""

    calls: frozenset[str]
    with_safe_words: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()
    endings: tuple[str, ...] = ()


@dataclass
class Module:
    """One file: its functions, constants and what it imports from the product."""

    name: str
    tree: ast.Module

    @cached_property
    def functions(self) -> dict[str, ast.FunctionDef]:
        return {node.name: node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)}

    @cached_property
    def aliases(self) -> dict[str, ast.expr]:
        """Other names that the module gives to something."""
        return {
            target.id: node.value
            for node in self.tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name | ast.Attribute)
            for target in node.targets
            if isinstance(target, ast.Name)
        }

    @cached_property
    def calls(self) -> list[ast.Call]:
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]

    @cached_property
    def imports(self) -> dict[str, tuple[str, str | None]]:
        """{name here: (module, name there; None for the module itself)}."""
        found: dict[str, tuple[str, str | None]] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                for one in node.names:
                    found[one.asname or one.name] = (node.module, one.name)
        return found

    @cached_property
    def inside(self) -> dict[ast.AST, ast.AST]:
        return {child: parent for parent in ast.walk(self.tree) for child in ast.iter_child_nodes(parent)}

    def scope_of(self, node: ast.AST) -> ast.AST:
        """The function around a node, or the module."""
        found: ast.AST | None = self.inside.get(node)
        while found is not None and not isinstance(found, ast.FunctionDef | ast.Lambda | ast.Module):
            found = self.inside.get(found)
        return found or self.tree


@dataclass
class Flow:
    """The analysis of a set of modules under one set of rules."""

    modules: Mapping[str, Module]
    rules: Rules
    _busy: set[tuple[int, Way]] = field(default_factory=set)
    _known: dict[tuple[int, Way], set[Cause]] = field(default_factory=dict)  # what functions give

    def causes(self, module: Module, node: ast.expr, way: Way = ()) -> set[Cause]:
        """What is unsafe in the value of `node`, taken along `way`."""
        key = (id(node), way)
        if key in self._busy:  # a value that is built upon itself adds nothing new
            return set()
        self._busy.add(key)
        try:
            return self._causes(module, node, way)
        finally:
            self._busy.discard(key)

    def _causes(self, module: Module, node: ast.expr, way: Way) -> set[Cause]:
        if isinstance(node, ast.Attribute | ast.Call) and self._is_no_persons(node):
            return set()
        match node:
            case ast.Constant():
                return set()
            case ast.JoinedStr():
                parts = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
                return self._all(module, parts, ())
            case ast.BinOp(op=ast.Add()):
                return self._all(module, [node.left, node.right], way)
            case ast.BinOp(op=ast.Mult()):
                return self.causes(module, node.left, way)
            case ast.BinOp() | ast.UnaryOp() | ast.Compare():
                return set()  # numbers and truth values; text has only + and *
            case ast.IfExp():
                return self._all(module, [node.body, node.orelse], way)
            case ast.BoolOp():
                return self._all(module, node.values, way)
            case ast.NamedExpr() | ast.Starred():
                return self.causes(module, node.value, way)
            case ast.List() | ast.Tuple() | ast.Set():
                return self._elements(module, node.elts, way)
            case ast.Dict():
                kept = node.values if way[:1] == (VALUES,) else [key for key in node.keys if key is not None]
                return self._all(module, kept, way[1:])
            case ast.ListComp() | ast.GeneratorExp() | ast.SetComp():
                return self.causes(module, node.elt, way[1:])
            case ast.DictComp():
                return self.causes(module, node.value if way[:1] == (VALUES,) else node.key, way[1:])
            case ast.Subscript():
                return self._subscript(module, node, way)
            case ast.Call():
                return self._call(module, node, way)
            case ast.Name():
                return self._name(module, node, way)
        return {self._bad(module, node)}

    def _is_no_persons(self, node: ast.Attribute | ast.Call) -> bool:
        last = node.func if isinstance(node, ast.Call) else node
        asked = isinstance(last, ast.Attribute) and any(f".{last.attr}" in ending for ending in self.rules.endings)
        return asked and ast.unparse(node).endswith(self.rules.endings)

    def _all(self, module: Module, nodes: Sequence[ast.expr], way: Way) -> set[Cause]:
        return {cause for node in nodes for cause in self.causes(module, node, way)}

    def _elements(self, module: Module, nodes: Sequence[ast.expr], way: Way) -> set[Cause]:
        step, rest = (way[0], way[1:]) if way else (EACH, ())
        if isinstance(step, int):
            return self.causes(module, nodes[step], rest) if step < len(nodes) else set()
        return {
            cause
            for node in nodes
            for cause in self.causes(module, node, way if isinstance(node, ast.Starred) else rest)
        }

    def _subscript(self, module: Module, node: ast.Subscript, way: Way) -> set[Cause]:
        if isinstance(node.slice, ast.Slice):
            return self.causes(module, node.value, way)
        if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, int):
            return self.causes(module, node.value, (node.slice.value, *way))
        return self.causes(module, node.value, (VALUES, *way))

    # -------------------------------------------------------------- calls

    def _call(self, module: Module, node: ast.Call, way: Way) -> set[Cause]:
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name in self.rules.calls or name in NUMBERS:
            return set()
        if name in self.rules.with_safe_words:
            return self._all(module, [word.value for word in node.keywords], ())
        if isinstance(function, ast.Attribute):
            if name in self.rules.methods:
                return set()
            known = self._method(module, function, node, way)
        else:
            known = self._built_in(module, name, node, way)
        if known is not None:
            return known
        found = self.function(module, function)
        return {self._bad(module, node)} if found is None else self._returned(*found, module, node, way)

    def _method(self, module: Module, function: ast.Attribute, node: ast.Call, way: Way) -> set[Cause] | None:
        match function.attr:
            case "join":
                return self.causes(module, function.value) | self.causes(module, node.args[0], (EACH,))
            case "replace":
                return self._all(module, [function.value, *node.args[1:]], ())
            case "items" if way[:1] == (EACH,):
                return self.causes(module, function.value, (VALUES, *way[2:]) if way[1:2] == (1,) else (EACH, *way[2:]))
            case "values":
                return self.causes(module, function.value, (VALUES, *way[1:]))
            case "get":
                return self.causes(module, function.value, (VALUES, *way)) | self._all(module, node.args[1:], way)
            case "fromkeys":
                return self.causes(module, node.args[0], way)
            case "split":
                return self.causes(module, function.value)
            case one if one in STRING_METHODS:
                return self.causes(module, function.value, way)
        return None

    def _built_in(self, module: Module, name: str, node: ast.Call, way: Way) -> set[Cause] | None:
        if name in module.functions:
            return None
        if name in PASS_ON:
            return self.causes(module, node.args[-1 if name == "cast" else 0], way)
        match name:
            case "filter":
                return self.causes(module, node.args[1], way)
            case "map":
                return self._applied(module, node.args[0], node.args[1:], way[1:])
            case "zip" if len(way) > 1 and isinstance(way[1], int):
                return self.causes(module, node.args[way[1]], (EACH, *way[2:]))
            case "enumerate":
                return set() if way[1:2] == (0,) else self.causes(module, node.args[0], (EACH, *way[2:]))
        return None

    def _applied(self, module: Module, function: ast.expr, given: Sequence[ast.expr], way: Way) -> set[Cause]:
        """A function called with the elements of `given`."""
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name in self.rules.calls or name in NUMBERS:
            return set()
        found = self.function(module, function)
        if found is None:
            return {self._bad(module, function)}
        there, definition = found
        names = parameters(definition)
        causes = set()
        for cause in self.returned(there, definition, way):
            if cause.parameter is None:
                causes.add(cause)
            elif cause.parameter[0] in names[: len(given)]:
                place = names.index(cause.parameter[0])
                causes |= self.causes(module, given[place], (EACH, *cause.parameter[1]))
        return causes

    def function(self, module: Module, node: ast.expr) -> tuple[Module, Function] | None:
        """The definition behind a called name: of this module or imported from another one of the product."""
        if isinstance(node, ast.Lambda):
            return module, node
        if isinstance(node, ast.Name):
            if node.id in module.functions:
                return module, module.functions[node.id]
            if node.id in module.aliases:
                return self.function(module, module.aliases[node.id])
            origin, there = module.imports.get(node.id, ("", None))
            other = self.modules.get(origin)
            return (other, other.functions[there]) if other and there in other.functions else None
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            origin, there = module.imports.get(node.value.id, ("", None))
            other = self.modules.get(f"{origin}.{there}")
            return (other, other.functions[node.attr]) if other and node.attr in other.functions else None
        return None

    def _returned(self, there: Module, definition: Function, module: Module, node: ast.Call, way: Way) -> set[Cause]:
        causes = set()
        for cause in self.returned(there, definition, way):
            if cause.parameter is None:
                causes.add(cause)
            else:
                given = argument(definition, node, cause.parameter[0])
                if given is not None:
                    causes |= self.causes(module, given[0], (*given[1], *cause.parameter[1]))
        return causes

    def returned(self, module: Module, definition: Function, way: Way) -> set[Cause]:
        """What is unsafe in what a function gives; its parameters among it."""
        key = (id(definition), way)
        if key not in self._known:
            self._known[key] = self._given_back(module, definition, way)
        return self._known[key]

    def _given_back(self, module: Module, definition: Function, way: Way) -> set[Cause]:
        if isinstance(definition, ast.Lambda):
            return self.causes(module, definition.body, way)
        found = set()
        for node in own_nodes(definition):
            if isinstance(node, ast.Return) and node.value is not None:
                found |= self.causes(module, node.value, way)
            elif isinstance(node, ast.Yield) and node.value is not None:
                found |= self.causes(module, node.value, way[1:])
            elif isinstance(node, ast.YieldFrom):
                found |= self.causes(module, node.value, way)
        return found

    @cached_property
    def calls(self) -> dict[int, list[tuple[Module, ast.Call]]]:
        """{function: every call of it}, by the identity of its definition."""
        found: dict[int, list[tuple[Module, ast.Call]]] = {}
        for module in self.modules.values():
            for node in module.calls:
                known = self.function(module, node.func)
                if known is not None:
                    found.setdefault(id(known[1]), []).append((module, node))
        return found

    # -------------------------------------------------------------- names

    def _name(self, module: Module, node: ast.Name, way: Way) -> set[Cause]:
        scope: ast.AST = module.inside.get(node, module.tree)
        while True:
            here = list(bindings(scope, node.id))
            if here:
                return {cause for value, to in here for cause in self.causes(module, value, (*to, *way)[:8])} | (
                    self._added(module, scope, node.id, way)
                )
            if isinstance(scope, ast.FunctionDef | ast.Lambda) and node.id in parameters(scope):
                place = f"{module.name}:{node.lineno}"
                default = default_of(scope, node.id)
                return {Cause(place, node.id, (node.id, way))} | (
                    self.causes(module, default, way) if default is not None else set()
                )
            if scope is module.tree:
                break
            scope = module.inside.get(scope, module.tree)
        origin, there = module.imports.get(node.id, ("", None))
        other = self.modules.get(origin)
        if other is not None and there is not None:
            values = list(bindings(other.tree, there))
            if values:
                return {cause for value, to in values for cause in self.causes(other, value, (*to, *way))}
        # A constant of a package that draws nothing: written by us.
        return set() if node.id.isupper() and origin else {self._bad(module, node)}

    def _added(self, module: Module, scope: ast.AST, name: str, way: Way) -> set[Cause]:
        """What `name.append(x)` and the like put into a list."""
        found = set()
        for node in own_nodes(scope):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            if not (isinstance(node.func.value, ast.Name) and node.func.value.id == name):
                continue
            match node.func.attr:
                case "append" | "add":
                    found |= self.causes(module, node.args[0], way[1:])
                case "insert":
                    found |= self.causes(module, node.args[1], way[1:])
                case "extend" | "update":
                    found |= self.causes(module, node.args[0], way)
        return found

    def _bad(self, module: Module, node: ast.expr) -> Cause:
        return Cause(f"{module.name}:{node.lineno}", ast.unparse(node)[:80])


# ------------------------------------------------------------------ the syntax tree


def parameters(definition: Function) -> list[str]:
    given = definition.args
    return [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg) if one]


def argument(definition: Function, call: ast.Call, name: str) -> tuple[ast.expr, Way] | None:
    """What a call gives for a parameter, and the way into it; None when it leaves the default."""
    for word in call.keywords:
        if word.arg == name:
            return word.value, ()
    given = definition.args
    positions = [one.arg for one in (*given.posonlyargs, *given.args)]
    if given.vararg is not None and given.vararg.arg == name:
        return ast.copy_location(ast.Tuple(elts=call.args[len(positions) :], ctx=ast.Load()), call), ()
    place = positions.index(name) if name in positions else len(call.args)
    starred = next((n for n, one in enumerate(call.args) if isinstance(one, ast.Starred)), len(call.args))
    if starred <= place and starred < len(call.args):
        spread = call.args[starred]
        assert isinstance(spread, ast.Starred)
        return spread.value, (place - starred,)
    return (call.args[place], ()) if place < len(call.args) else None


def default_of(definition: Function, name: str) -> ast.expr | None:
    given = definition.args
    positional = [*given.posonlyargs, *given.args]
    pairs = [*zip(positional[len(positional) - len(given.defaults) :], given.defaults, strict=True)]
    pairs += [(one, value) for one, value in zip(given.kwonlyargs, given.kw_defaults, strict=True) if value is not None]
    return next((value for one, value in pairs if one.arg == name), None)


def own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function or module without those of the functions inside it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            yield child
            yield from own_nodes(child)


def bindings(scope: ast.AST, name: str) -> Iterator[tuple[ast.expr, Way]]:
    """(value, way) for everything that gives `name` its value directly in this scope."""
    if isinstance(scope, ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp):
        for part in scope.generators:
            yield from targets(part.target, part.iter, (EACH,), name)
        return
    if not isinstance(scope, ast.FunctionDef | ast.Lambda | ast.Module):
        return
    for node in own_nodes(scope):
        match node:
            case ast.Assign():
                for target in node.targets:
                    yield from targets(target, node.value, (), name)
            case ast.AnnAssign() if node.value is not None:
                yield from targets(node.target, node.value, (), name)
            case ast.AugAssign():
                yield from targets(node.target, node.value, (), name)
            case ast.NamedExpr():
                yield from targets(node.target, node.value, (), name)
            case ast.For():
                yield from targets(node.target, node.iter, (EACH,), name)


def targets(target: ast.expr, value: ast.expr, way: Way, name: str) -> Iterator[tuple[ast.expr, Way]]:
    match target:
        case ast.Name() if target.id == name:
            yield value, way
        case ast.Tuple() | ast.List():
            for place, part in enumerate(target.elts):
                if isinstance(part, ast.Starred):
                    yield from targets(part.value, value, way, name)
                else:
                    yield from targets(part, value, (*way, place), name)


def product(root: Path, packages: Sequence[str] = ("ui", "pages", "web")) -> dict[str, Module]:
    """The product's modules that put something on the screen, by their dotted name."""
    files = (path for package in packages for path in sorted((root / package).rglob("*.py")))
    return {
        ".".join(path.relative_to(root).with_suffix("").parts): Module(
            ".".join(path.relative_to(root).with_suffix("").parts), ast.parse(path.read_text("utf-8"))
        )
        for path in files
    }
