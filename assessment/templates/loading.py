"""Reads the instruments, checks their shape and pins each to the SHA-256 of its file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from assessment.templates.model import Library, Template

BUILT_IN = Path(__file__).parent
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same safe loader, in C where there is one
Place = tuple[int | str, ...]
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class TemplateProblem:
    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.reason}"


class TemplateError(Exception):
    """The instruments cannot be used; `problems` name file, line and reason."""

    def __init__(self, problems: tuple[TemplateProblem, ...]):
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Source:
    """One file: its bytes' hash and, for messages, the line of every place in it."""

    name: str
    sha256: str
    value: object
    root: yaml.Node | None

    def line(self, place: Place) -> int:
        """The line (from 1) of the deepest part of `place` that the file has."""
        node, line = self.root, 1
        for step in place:
            if isinstance(node, yaml.MappingNode):
                found = next(((k, v) for k, v in node.value if k.value == str(step)), None)
                if found is None:
                    break
                line, node = found[0].start_mark.line + 1, found[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = node.start_mark.line + 1
            else:
                break
        return line


@dataclass(frozen=True)
class Instruments:
    """The library and the templates that are in use, with the hash each assessment is pinned to."""

    library: Library
    templates: Mapping[str, Template]
    hashes: Mapping[str, str]

    def __getitem__(self, template_id: str) -> Template:
        return self.templates[template_id]


def read_source(path: Path) -> Source:
    """Raises TemplateError with the line where YAML itself is broken or a key stands twice."""
    content = path.read_bytes()
    try:
        root = yaml.compose(content, Loader=LOADER)
        twice = next(_repeated_keys(root), None)
        if twice is not None:
            reason = f"the key '{twice.value}' stands twice; remove one of them"
            raise TemplateError((TemplateProblem(path.name, twice.start_mark.line + 1, reason),))
        value = yaml.load(content, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line + 1) if error.problem_mark else 1
        raise TemplateError((TemplateProblem(path.name, line, f"not valid YAML: {error.problem}"),)) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise TemplateError((TemplateProblem(path.name, 1, f"not valid YAML: {error}"),)) from None
    return Source(path.name, hashlib.sha256(content).hexdigest(), value, root)


def _repeated_keys(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield key
            seen.add(key.value)
            yield from _repeated_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _repeated_keys(value)


def shaped(source: Source, model: type[Model]) -> Model:
    """The file as a value; raises TemplateError naming the line of every key that does not fit."""
    try:
        return model.model_validate(source.value)
    except ValidationError as error:
        problems = tuple(
            TemplateProblem(source.name, source.line(e["loc"]), f"{'.'.join(map(str, e['loc']))}: {e['msg']}")
            for e in error.errors()
        )
        raise TemplateError(problems) from None


def load(*folders: Path) -> Instruments:
    """Reads the built-in instruments and those of `folders`; checks shape and meaning.

    Raises TemplateError with every problem found.
    """
    from assessment.templates.lint import lint  # the lint needs Instruments

    sources = [read_source(path) for folder in (BUILT_IN, *folders) for path in sorted(folder.glob("*.yaml"))]
    library_source = next(source for source in sources if source.name == "library.yaml")
    library = shaped(library_source, Library)
    templates: dict[str, Template] = {}
    hashes: dict[str, str] = {library.library.id: library_source.sha256}
    by_id: dict[str, Source] = {}
    for source in sources:
        if source is library_source:
            continue
        template = shaped(source, Template)
        if template.id in templates:
            line = source.line(("template", "id"))
            reason = f"template id '{template.id}' is already used by {by_id[template.id].name}"
            raise TemplateError((TemplateProblem(source.name, line, reason),))
        templates[template.id], hashes[template.id], by_id[template.id] = template, source.sha256, source
    instruments = Instruments(library, templates, hashes)
    problems = tuple(lint(instruments, library_source, by_id))
    if problems:
        raise TemplateError(problems)
    return instruments


@cache
def built_in() -> Instruments:
    return load()
