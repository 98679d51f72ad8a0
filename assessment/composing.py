"""Makes the briefing of one decision from its matter, its resident input and the councils' statements.

Pure: the same parts give the same briefing. Source: screens design, screen 10 and section 5; assessment design,
sections 4 and 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from assessment import answers, sentences, workflow
from assessment.briefing import (
    Action,
    AlternativeLine,
    Briefing,
    Children,
    DutyLine,
    EffectCell,
    EffectRow,
    Made,
    NotKnown,
    Participation,
    Principle,
    Source,
    StatementLine,
    Warning,
    Words,
)
from assessment.case import Case
from assessment.cells import Cell
from assessment.evidence import is_old
from assessment.matter import Matter
from assessment.templates.model import Area, Text
from locales import LANGUAGES
from participation.release import Release

KEY_DIFFERENCES = 3


def compose(
    matter: Matter,
    *,
    release: Release | None,
    statements: Iterable[StatementLine],
    moves: Mapping[str, tuple[tuple[str, datetime], ...]],
    municipality: str,
    edition: int | None,
    now: datetime,
) -> Briefing:
    """The briefing of one decision as it stands. `moves` tells by template id who did what and when."""
    return _Composer(matter, release, now).briefing(tuple(statements), moves, municipality, edition)


class _Composer:
    def __init__(self, matter: Matter, release: Release | None, now: datetime):
        self.matter, self.release, self.now = matter, release, now
        self.eva, self.library = matter.eva, matter.instruments.library

    # -------------------------------------------------------------- words

    def value(self, case: Case, key: str) -> Any:
        """A visible answer's value by `section/question` or `section/ALT/question`."""
        item = next((item for item in case.items if item.key == key), None)
        return item.answer.value if item and item.answer else None

    def unknown(self, case: Case, key: str) -> str | None:
        item = next((item for item in case.items if item.key == key), None)
        return item.answer.unknown_reason if item and item.answer else None

    def groups(self, value: Any) -> tuple[Words, ...]:
        return tuple(self.library.group(id).texts() for id in answers.plain_value(value) or [])

    def level(self, scale: str, value: Any) -> Words | None:
        found = self.library.scale(scale).values().get(value) if value is not None else None
        return found.texts() if found else None

    def option(self, list_id: str, value: Any) -> Words | None:
        found = self.library.lists[list_id].get(value) if value else None
        return found.texts() if found else None

    def actions(self, value: Any, area: Area | None = None, code: str | None = None) -> tuple[Action, ...]:
        return tuple(
            Action(
                text=row["text"],
                owner=self.option("roles", row.get("owner")),
                due=_day(row.get("due")),
                area=area.texts() if area else None,
                alternative=code,
            )
            for row in value or []
        )

    # -------------------------------------------------------------- the whole

    def briefing(
        self,
        statements: tuple[StatementLine, ...],
        moves: Mapping[str, tuple[tuple[str, datetime], ...]],
        municipality: str,
        edition: int | None,
    ) -> Briefing:
        eva, head = self.eva, self.matter.head
        effects = self.rows(eva)
        duties = tuple(self.duty(d) for d in self.matter.duties)
        follow = self.value(eva, "follow_up/fu_when")
        return Briefing(
            decision_id=head.id,
            edition=edition,
            composed_at=self.now,
            language=head.language,
            municipality=municipality,
            made_up=head.made_up,
            title=dict(head.title),
            summary=dict(head.summary),
            body=head.body,
            meeting_date=head.meeting_date,
            service=head.service,
            register_id=head.register_id,
            stage=head.stage,
            level=self.matter.outcome.level,
            none_reason=self.matter.none_reason if self.matter.outcome.level == "none" else None,
            problem=self.value(eva, "basics/b_problem"),
            goal=self.value(eva, "basics/b_goal"),
            still_open=tuple(w for v in self.value(eva, "basics/b_open") or [] if (w := self.option("still_open", v))),
            fixed=self.value(eva, "basics/b_fixed"),
            alternatives=tuple(self.alternative(code) for code in eva.codes),
            single_reason=self.value(eva, "alternatives/alt_single"),
            proposal=self.value(eva, "compare/cmp_proposal"),
            proposal_why=self.value(eva, "compare/cmp_why"),
            conflict=self.value(eva, "compare/cmp_conflict"),
            key_differences=key_differences(effects, self.areas(eva)),
            effects=effects,
            children=self.children(),
            children_screening=self.why_no_lava(),
            economy=tuple(a.id for a in self.areas(eva).values() if a.pillar == "economy"),
            mitigation=self.mitigation(),
            accepted_harm=self.accepted_harm(eva),
            not_known=self.not_known(),
            share_unknown=eva.share_unknown,
            sources=self.sources(),
            burden=tuple((self.library.group(g).texts(), n) for g, n in eva.burden.items() if n >= 2),
            duties=duties,
            duties_not_done=tuple(d for d in duties if d.status == "not_done"),
            warnings=self.warnings(),
            statements=statements,
            not_heard=self.not_heard(),
            no_input_reason=self.value(eva, "resident_input/r_none"),
            release=self.release,
            checks=tuple(c.texts() for c in self.matter.instruments["lava"].decision_check) if self.matter.lava else (),
            follow_up_on=_day(follow),
            made=tuple(self.made(id, moves.get(id, ())) for id in self.matter.cases),
        )

    # -------------------------------------------------------------- parts

    def areas(self, case: Case) -> dict[str, Area]:
        section = case.template.matrix()
        return {area.id: area for area in case.areas(section)} if section and section in case.sections else {}

    def alternative(self, code: str) -> AlternativeLine:
        eva = self.eva
        found = next(a for a in eva.alternatives if a.code == code)
        return AlternativeLine(
            code=code,
            name=dict(found.name),
            description=self.value(eva, f"alternatives/{code}/alt_desc"),
            origin=self.option("origin", self.value(eva, f"alternatives/{code}/alt_origin")),
            cost_year=self.value(eva, f"alternatives/{code}/alt_cost_year"),
            cost_once=self.value(eva, f"alternatives/{code}/alt_cost_once"),
            reversibility=self.level("reversibility", self.value(eva, f"alternatives/{code}/alt_rev")),
            best_for=(self.value(eva, "compare/cmp_best_for") or {}).get(code),
            worst_for=(self.value(eva, "compare/cmp_worst_for") or {}).get(code),
        )

    def rows(self, case: Case) -> tuple[EffectRow, ...]:
        rows = []
        section = case.template.matrix()
        for row in case.rows(section) if section and section in case.sections else ():
            area = row.area
            cells = [case.cells[(row.id, code)] for code in case.codes]
            impacts = {str(cell.impact) for cell in cells[1:]}
            # A row with one alternative differs when that alternative changes anything.
            differs = len(impacts) > 1 or (len(cells) == 2 and impacts - {"0", "na", "None"} != set())
            pillar = self.library.lists["pillars"][area.pillar].texts() if area.pillar else None
            rows.append(
                EffectRow(
                    area=area.id,
                    title=self.row_title(area, row.group),
                    pillar=pillar,
                    crc=area.crc,
                    differs=differs,
                    group=self.library.group(row.group).texts() if row.group else None,
                    cells=tuple(self.cell(cell) for cell in cells),
                )
            )
        return tuple(rows)

    def row_title(self, area: Area, group: str | None) -> Words:
        """The area, and after it the one group that the row is about."""
        if group is None:
            return area.texts()
        found = self.library.group(group)
        return {lang: f"{area.text(lang)}: {found.text(lang)}" for lang in LANGUAGES}

    def cell(self, cell: Cell) -> EffectCell:
        values = cell.values
        if cell.alternative == "VE0":
            return EffectCell(
                alternative="VE0",
                kind="baseline" if cell.assessed else "not_assessed",
                word=_BASELINE.texts(),
                state=values.get("state_now"),
                certainty=values.get("state_certainty"),
                certainty_word=self.level("certainty", values.get("state_certainty")),
                sources=tuple(values.get("state_evidence") or ()),
            )
        scale = self.library.scale("impact5").values()
        found = scale.get(cell.impact) if cell.impact is not None else None
        if found is None:
            return EffectCell(alternative=cell.alternative, kind="not_assessed", word=_NOT_ASSESSED.texts())
        group = self.library.group(cell.group) if cell.group else None
        said = values.get("certainty_said") or {}
        worst = values.get("worst_area")
        lava_areas = {a.id: a for s in self.matter.instruments["lava"].sections for a in s.areas}
        return EffectCell(
            alternative=cell.alternative,
            kind="effect",
            impact=cell.impact,
            sign=found.sign,
            word=found.texts(),
            quantity=values.get("quantity"),
            sentence={
                lang: sentences.sentence(cell.area, cell.alternative, dict(values), lang, group) for lang in LANGUAGES
            },
            certainty=values.get("certainty"),
            certainty_word=self.level("certainty", values.get("certainty")),
            certainty_why=said.get("why") if said.get("move") else None,
            likelihood_word=self.level("likelihood", values.get("likelihood")),
            horizon_word=self.level("horizon", values.get("horizon")),
            groups=self.groups(values.get("groups")),
            groups_lose=self.groups(values.get("groups_lose")),
            rationale=values.get("rationale"),
            sources=tuple(values.get("evidence") or ()),
            mitigation=self.actions(values.get("mitigation"), cell.area, cell.alternative),
            no_mitigation_reason=values.get("no_mitigation_reason"),
            how_to_find_out=values.get("how_to_find_out"),
            themes=self.themes(cell),
            worst_area=lava_areas[worst].texts() if worst in lava_areas else None,
        )

    def themes(self, cell: Cell) -> tuple[int, ...]:
        """Themes that name this area and this alternative (or no alternative at all)."""
        return tuple(
            theme.theme_id
            for theme in (self.release.themes if self.release else ())
            if cell.area.id in theme.areas and (not theme.alternatives or cell.alternative in theme.alternatives)
        )

    def children(self) -> Children | None:
        lava = self.matter.lava
        if lava is None or lava.level in (None, "none"):
            return None
        same = self.value(lava, "weigh/we_same")
        count = self.value(lava, "who/w_count")
        return Children(
            ages=self.groups(self.value(lava, "who/w_age")),
            count=str(count) if count is not None else None,
            count_unknown=self.unknown(lava, "who/w_count"),
            situations=self.groups(self.value(lava, "who/w_sit")),
            gap=self.value(lava, "know/n_gap"),
            level=self.option("child_participation", self.value(lava, "voice/vc_level")),
            not_asked_reason=self.value(lava, "voice/vc_noask"),
            lundy=tuple(self.lundy(lava)),
            principles=tuple(self.principles(lava)),
            rows=self.rows(lava),
            best=self.value(lava, "weigh/we_best"),
            same_as_proposal=None if same is None else same == "yes",
            other_interest=self.value(lava, "weigh/we_other"),
            compensation=self.actions(self.value(lava, "weigh/we_comp")),
            weak=self.value(lava, "weigh/we_weak"),
            summary_for_children=self.value(lava, "back/fb_plain"),
            told_on=_day(self.value(lava, "back/fb_when")),
            told_how=self.value(lava, "back/fb_how"),
            asked_again_on=_day(self.value(lava, "back/fb_check")),
        )

    def lundy(self, lava: Case) -> Iterable[Participation]:
        for item in lava.items:
            if item.question.dim is None:
                continue
            value = (item.answer.value if item.answer else None) or {}
            dim = self.library.lists["lundy"][item.question.dim]
            yield Participation(
                dim=dim.texts(),
                text=item.question.texts(),
                value=self.level("check4", value.get("value")),
                planned_on=_day(value.get("date")),
                reason=value.get("reason"),
            )

    def principles(self, lava: Case) -> Iterable[Principle]:
        scale = self.library.scale("right3").values()
        for item in lava.items:
            if item.question.type != "right" or item.alternative is None:
                continue
            answer = item.answer
            value = answers.plain_value(answer.value) if answer else None
            if answer is not None and answer.unknown_reason:
                value = "unknown"
            found = scale.get(value) if value is not None else None
            reason = answer.unknown_reason if answer else None
            if answer is not None and isinstance(answer.value, dict):
                reason = answer.value.get("reason")
            yield Principle(
                id=item.question.id,
                article=item.question.crc[0],
                title=item.question.texts(),
                alternative=item.alternative,
                value=value,
                sign=found.sign if found else None,
                word=found.texts() if found else _NOT_ASSESSED.texts(),
                reason=reason,
            )

    def why_no_lava(self) -> Words | None:
        if self.matter.lava is not None:
            return None
        return _NO_CHILDREN.texts()

    def mitigation(self) -> tuple[Action, ...]:
        found = [a for c in self.eva.effects for a in self.actions(c.values.get("mitigation"), c.area, c.alternative)]
        return (*found, *self.actions(self.value(self.eva, "compare/cmp_mitigate")))

    def accepted_harm(self, case: Case) -> tuple[NotKnown, ...]:
        """Harm that is not lessened, with its reason."""
        return tuple(
            NotKnown(
                area=self.row_title(c.area, c.group), alternative=c.alternative, text=c.values["no_mitigation_reason"]
            )
            for c in case.effects
            if c.negative and c.values.get("no_mitigation_reason")
        )

    def not_known(self) -> tuple[NotKnown, ...]:
        found = []
        for case in (self.eva, self.matter.lava):
            if case is None:
                continue
            for cell in case.effects:
                if cell.impact == "unknown" and not cell.computed:
                    how = cell.values.get("how_to_find_out")
                    text = cell.values.get("rationale") or ""
                    area = self.row_title(cell.area, cell.group)
                    found.append(NotKnown(area=area, alternative=cell.alternative, text=text, how=how))
            for item in case.items:
                if item.answer is not None and item.answer.unknown_reason:
                    text = item.answer.unknown_reason
                    found.append(NotKnown(area=item.question.texts(), alternative=item.alternative, text=text))
        gap = self.value(self.matter.lava, "know/n_gap") if self.matter.lava else None
        if gap:
            found.append(NotKnown(area=None, alternative=None, text=gap))
        return tuple(found)

    def sources(self) -> tuple[Source, ...]:
        ids = sorted(self.matter.cited("eva") | self.matter.cited("lava"))
        return tuple(self.source(id, self.matter.evidence[id].fields) for id in ids)

    def source(self, id: int, fields: Mapping[str, Any]) -> Source:
        kind = self.option("evidence_types", fields.get("ev_type"))
        return Source(
            id=id,
            title=fields.get("ev_title", ""),
            kind=kind or {},
            author=fields.get("ev_author"),
            period_end=_day(fields.get("ev_valid_to")),
            scope=self.option("evidence_scopes", fields.get("ev_scope")),
            strength=self.level("certainty", fields.get("ev_strength")),
            link=fields.get("ev_link"),
            note=fields.get("ev_note"),
            old=is_old(self.matter.evidence[id], self.now.date()),
        )

    def duty(self, open_duty: Any) -> DutyLine:
        duty, record = open_duty.duty, open_duty.record
        kind = self.library.kind(duty.kind)
        status = open_duty.status
        if not kind.open and status == "missing":
            status = "assessed"  # the assessment itself fulfils a duty to assess
        word = self.level("check4", status)
        fallback = {"missing": _MISSING, "assessed": _BY_ASSESSMENT}.get(status, _MISSING)
        return DutyLine(
            kind=kind.texts(),
            text=duty.texts(),
            body=self.option("roles", open_duty.body),
            status=status,
            status_word=word or fallback.texts(),
            reason=record.get("reason"),
            when=_day(record.get("date")),
            laws=tuple(duty.law),
        )

    def warnings(self) -> tuple[Warning, ...]:
        found = []
        for case in (self.eva, self.matter.lava):
            if case is None:
                continue
            for at in ("submit", "sign"):
                found += [o for o in workflow.gates(case, at) if o.level == "warn"]
        return tuple(Warning(id=o.id, text=o.text.texts()) for o in found)

    def not_heard(self) -> tuple[Words, ...]:
        if self.release is not None and self.release.not_heard:
            return tuple(self.library.group(id).texts() for id in self.release.not_heard)
        return self.groups(self.value(self.eva, "resident_input/r_missing"))

    def made(self, template_id: str, moves: tuple[tuple[str, datetime], ...]) -> Made:
        stored = self.matter.stored[template_id]
        case = self.matter.case(template_id)
        return Made(
            template=template_id,
            title=self.matter.instruments[template_id].template.title.texts(),
            version=stored.version,
            sha256=stored.sha256,
            state=stored.state,
            level=case.level if case else None,
            by_role=moves,
        )


def key_differences(rows: Iterable[EffectRow], areas: Mapping[str, Area]) -> tuple[Words, ...]:
    """At most three sentences: the cells that say most, one per area, worst first, then by certainty.

    The order is by size of effect and never by alternative, so that none is put before another.
    """
    candidates = []
    for position, row in enumerate(rows):
        if not row.differs or row.area not in areas:
            continue
        cells = [cell for cell in row.cells if cell.kind == "effect" and cell.sentence]
        if cells:
            first = min(cells, key=_weight)
            candidates.append((_weight(first), position, first))
    chosen = sorted(candidates, key=lambda c: c[:2])[:KEY_DIFFERENCES]
    return tuple(cell.sentence for _, _, cell in chosen if cell.sentence)


def _weight(cell: EffectCell) -> tuple[int, int]:
    """Smaller says more: clear effects, then mixed, then slight ones; surer before less sure."""
    size = {-2: 0, 2: 1, "mixed": 2, -1: 3, 1: 4, "unknown": 5}.get(cell.impact or 0, 6)
    return size, -(cell.certainty or 0)


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None


_BASELINE = Text(fi="Nykytila", sv="Nuläge", en="Present state")
_NOT_ASSESSED = Text(fi="Ei arvioitu", sv="Inte bedömt", en="Not assessed")
_MISSING = Text(fi="Ei kirjattu", sv="Inte antecknat", en="Not recorded")
_BY_ASSESSMENT = Text(fi="Tehty tässä arvioinnissa", sv="Gjort i den här bedömningen", en="Done in this assessment")
_NO_CHILDREN = Text(
    fi="Seulonnan mukaan päätös ei vaikuta alle 18-vuotiaisiin.",
    sv="Enligt behovsbedömningen påverkar beslutet inte personer under 18 år.",
    en="According to the screening the decision does not affect people under 18.",
)
