"""Reads the instruments, checks their shape and pins each to the SHA-256 of its file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from assessment.templates import versions
from assessment.templates.model import Library, LocalChanges, Template

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
    """The library and one version of each template, with the hash that an assessment is pinned to.

    `older` are the other versions that were found in the files, by their hash.
    """

    library: Library
    templates: Mapping[str, Template]
    hashes: Mapping[str, str]
    older: Mapping[str, Template] = field(default_factory=dict)

    def __getitem__(self, template_id: str) -> Template:
        return self.templates[template_id]

    def with_versions(self, wanted: Mapping[str, tuple[str, Template]]) -> Instruments:
        """The same with other versions of some templates: {template id: (hash, template)}."""
        return replace(
            self,
            templates={**self.templates, **{id: template for id, (_, template) in wanted.items()}},
            hashes={**self.hashes, **{id: sha256 for id, (sha256, _) in wanted.items()}},
        )


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

    Of several versions of one instrument the newest that is not retired is in use. Raises TemplateError with every
    problem found.
    """
    from assessment.templates.lint import lint  # the lint needs Instruments

    sources = [read_source(path) for folder in (BUILT_IN, *folders) for path in sorted(folder.glob("*.yaml"))]
    library_source = next(source for source in sources if source.name == "library.yaml")
    library = shaped(library_source, Library)
    local = [source for source in sources if _holds(source, "local") and not _holds(source, "template")]
    found: dict[str, list[tuple[Template, Source]]] = {}
    for source in sources:
        if source is library_source or source in local:
            continue
        template = shaped(source, Template)
        _check_version(template, source, found.get(template.id, ()))
        found.setdefault(template.id, []).append((template, source))
    newest = {id: max(versions_, key=_age) for id, versions_ in found.items()}
    instruments = Instruments(
        library,
        {id: template for id, (template, _) in newest.items()},
        {library.library.id: library_source.sha256, **{id: source.sha256 for id, (_, source) in newest.items()}},
        {s.sha256: t for id, every in found.items() for t, s in every if t is not newest[id][0]},
    )
    problems = list(lint(instruments, library_source, {id: source for id, (_, source) in newest.items()}))
    for id, every in found.items():
        for template, source in every:
            if template is not newest[id][0]:
                beside = instruments.with_versions({id: (source.sha256, template)})
                problems += lint(beside, library_source, {i: s for i, (_, s) in newest.items()} | {id: source}, only=id)
    if problems:
        raise TemplateError(tuple(problems))
    return _with_local_changes(instruments, local, library_source, {id: source for id, (_, source) in newest.items()})


def _holds(source: Source, part: str) -> bool:
    return isinstance(source.value, dict) and part in source.value


def _age(version: tuple[Template, Source]) -> tuple[bool, tuple[int, int, int]]:
    head = version[0].template
    return head.status != "retired", versions.parts(head.version)


def _check_version(template: Template, source: Source, others: Sequence[tuple[Template, Source]]) -> None:
    version = template.template.version
    try:
        versions.parts(version)
    except ValueError as error:
        raise TemplateError((TemplateProblem(source.name, source.line(("template", "version")), str(error)),)) from None
    same = next((other for known, other in others if known.template.version == version), None)
    if same is not None:
        reason = f"template id '{template.id}' version {version} is already used by {same.name}"
        raise TemplateError((TemplateProblem(source.name, source.line(("template", "id")), reason),))


def _with_local_changes(
    instruments: Instruments, files: Sequence[Source], library: Source, sources: Mapping[str, Source]
) -> Instruments:
    """The instruments as the municipality has changed them. Raises TemplateError naming the local file."""
    from assessment.templates import local
    from assessment.templates.lint import lint

    for file in files:
        changes = shaped(file, LocalChanges)
        template = instruments.templates.get(changes.local.of)
        if template is None or "+" in template.template.version:
            reason = "does not exist" if template is None else "already has local changes in another file"
            place = TemplateProblem(file.name, file.line(("local", "of")), f"'{changes.local.of}' {reason}")
            raise TemplateError((place,))
        problems = [
            TemplateProblem(file.name, file.line(place), reason) for place, reason in local.faults(template, changes)
        ]
        if not problems:
            made = local.combined(sources[template.id].sha256, file.sha256), local.applied(template, changes)
            instruments = instruments.with_versions({template.id: made})
            problems = [
                TemplateProblem(file.name, _line_of(file, changes, problem.reason), problem.reason)
                for problem in lint(instruments, library, sources, only=template.id)
            ]
        if problems:
            raise TemplateError(tuple(problems))
    return instruments


def _line_of(file: Source, changes: LocalChanges, reason: str) -> int:
    """The line of the added question that a reason speaks of."""
    for i, added in enumerate(changes.local.add):
        if added.question.id in reason:
            return file.line(("local", "add", i))
    return file.line(("local", "add"))


def faults(instruments: Instruments, template_id: str) -> tuple[TemplateProblem, ...]:
    """What is wrong with one template that has no file any more, such as a kept older version."""
    from assessment.templates.lint import lint

    version = instruments[template_id].template.version
    nowhere = Source(f"{template_id} {version}", instruments.hashes[template_id], None, None)
    sources = dict.fromkeys(instruments.templates, nowhere)
    return tuple(lint(instruments, nowhere, sources, only=template_id))


@cache
def built_in() -> Instruments:
    return load()
