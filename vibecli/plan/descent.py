"""Where the values of a column come from, back through every step of a plan to the database.

Owns what each kind of step makes of which columns. It knows names and SQL only: no value is read,
and nothing is asked of the user's database. `plan/lineage` looks into one SELECT, this links them.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import NamedTuple

from vibecli.data.catalog import Catalog
from vibecli.data.nearest import nearest_hint
from vibecli.engine.base import Engine
from vibecli.engine.names import TableName
from vibecli.errors import NotFound, VibeError
from vibecli.model import Model
from vibecli.plan.bench import EmptyBench
from vibecli.plan.lineage import STAR, Source, traced_columns
from vibecli.plan.model import Plan
from vibecli.plan.reads import tables_read
from vibecli.steps.alter import Alter
from vibecli.steps.alteration import Alteration
from vibecli.steps.base import Step
from vibecli.steps.clean import Clean
from vibecli.steps.match import Match
from vibecli.steps.query import Query
from vibecli.steps.unify import Unify
from vibecli.steps.write import Write

_HIDDEN = frozenset({"__rid", "__why"})
_TOLD = frozenset({"write", "query", "clean", "alter", "remove", "drop", "check"})  # kinds


class Stage(Model):
    """A column as one step left it; without a step, as it is in the database."""

    name: str  # table.column, * for all columns of a table
    step: str = ""
    kind: str = ""
    how: str = ""  # an expression or words; empty: taken over as it is
    sources: tuple[str, ...] = ()  # keys of the stages it is made of
    kept: str = ""  # key of the stage whose values stay in rows that the step does not write

    @property
    def key(self) -> str:
        """What other stages name it by."""
        return f"{self.name} after {self.step}" if self.step else self.name


class Descent(Model):
    """Where one column's values come from: the stages back from it, each once."""

    column: str
    origins: tuple[str, ...]  # columns of the database
    stages: tuple[Stage, ...]  # its own first


class _Made(NamedTuple):
    how: str
    sources: tuple[Source, ...]
    kept: bool = False  # other rows keep the values they had


_Columns = Mapping[tuple[str, str], _Made]


def descent(plan: Plan, catalog: Catalog, engine: Engine, table: str, column: str) -> Descent:
    """Give where a column's values come from, as the plan leaves it. Raises NotFound."""
    with EmptyBench(engine, catalog) as bench:
        walk = _Walk(bench)
        wanted = _wanted(plan, bench, table)
        for step in plan.steps:
            walk.take(step, look=step.id in wanted)
        return walk.told(table, column)


def _wanted(plan: Plan, bench: EmptyBench, table: str) -> set[str]:
    """Give the steps that may have to do with a table, by the tables they read and write."""
    needed, found = {_key(table)}, set()
    for step in reversed(plan.steps):
        results = {_key(name) for name in (*step.writes(), step.id)}
        if results & needed:
            found.add(step.id)
            needed |= {_key(name) for name in (*step.reads(), *_read(bench, step))}
    return found


def _read(bench: EmptyBench, step: Step) -> Iterator[str]:
    for slot in step.slots():
        with suppress(VibeError):
            yield from tables_read(bench.engine, bench.session, slot.sql)


class _Walk:
    """Takes the steps in order and keeps the stage every column is in."""

    def __init__(self, bench: EmptyBench) -> None:
        self.bench = bench
        self.stages: dict[str, Stage] = {}
        self.now: dict[tuple[str, str], str] = {}

    def take(self, step: Step, *, look: bool) -> None:
        """Take one step; only one that is looked at makes stages."""
        made = self._made(step) if look else {}
        before = self.bench.spelt
        with suppress(VibeError):
            step.check(self.bench)
        if look and step.kind not in _TOLD:
            made = {**self._whole(step, before), **made}
        names = before | self.bench.spelt
        fresh = [self._stage(step, names, at, one) for at, one in made.items()]
        for at, stage in fresh:
            self.stages[stage.key] = stage
            self.now[at] = stage.key

    def told(self, table: str, column: str) -> Descent:
        """Give what is known of one column at the end."""
        columns = self.bench.columns(table)
        if columns is None:
            hint = nearest_hint(table, self.bench.tables, noun="table")
            raise NotFound(f"this plan leaves no table {table}", hint=hint)
        found = next((c.name for c in columns if c.name.lower() == column.lower()), None)
        if found is None:
            hint = nearest_hint(column, [c.name for c in columns], noun="column")
            raise NotFound(f"{table} has no column {column}", hint=hint)
        stages = self._back(self._at(Source(table, found)))
        origins = sorted(stage.name for stage in stages if not stage.step)
        return Descent(column=stages[0].name, origins=tuple(origins), stages=tuple(stages))

    def _back(self, key: str) -> list[Stage]:
        """Give a stage and all it is made of, each once, in the order they are met."""
        found: dict[str, Stage] = {}
        waiting = [key]
        while waiting:
            stage = self.stages[waiting.pop()]
            if stage.key not in found:
                found[stage.key] = stage
                waiting += [*filter(None, [stage.kept]), *reversed(stage.sources)]
        return list(found.values())

    def _at(self, source: Source) -> str:
        """Give the key of the stage a column is in now."""
        table, column = _key(source.table), source.column.lower()
        known = self.now.get((table, column))
        if known is None:
            spelt = self.bench.spelt.get(table, source.table)
            name = next(
                (c.name for c in self.bench.columns(table) or () if c.name.lower() == column),
                source.column,
            )
            stage = Stage(name=f"{spelt}.{name}")
            self.stages.setdefault(stage.key, stage)
            self.now[table, column] = known = stage.key
        return known

    def _stage(
        self, step: Step, names: Mapping[str, str], at: tuple[str, str], made: _Made
    ) -> tuple[tuple[str, str], Stage]:
        table, column = at
        sources = dict.fromkeys(self._at(source) for source in made.sources)
        stage = Stage(
            name=f"{names.get(_key(table), table)}.{column}",
            step=step.id,
            kind=step.kind,
            how=made.how,
            sources=tuple(sources),
            kept=self._at(Source(table, column)) if made.kept else "",
        )
        return (_key(table), column.lower()), stage

    def _made(self, step: Step) -> _Columns:
        """Give the columns a step makes, told before it is taken."""
        made: _Columns = {}
        match step:
            case Write():
                made = self._written(step)
            case Query():
                selected = self._selected(step.select)
                made = {(step.id, name): one for name, one in selected.items()}
            case Clean():
                made = _cleaned(step)
            case Alter():
                made = self._altered(step)
            case Unify():
                made = self._unified(step)
            case Match():
                made = self._matched(step)
        return made

    def _written(self, step: Write) -> _Columns:
        keys = {name.lower() for name in step.keys} if step.mode == "update" else set()
        kept = step.mode in ("append", "upsert", "update")
        return {
            (step.target, name): one._replace(kept=kept)
            for name, one in self._selected(step.select).items()
            if name.lower() not in keys | _HIDDEN
        }

    def _selected(self, select: str) -> dict[str, _Made]:
        """Give how each column of a SELECT is made."""
        tables = tables_read(self.bench.engine, self.bench.session, select)
        schema = {t: {c.name: c.type for c in self.bench.columns(t) or ()} for t in tables}
        rows = tuple(Source(table, STAR) for table in tables)
        traced = traced_columns(select, schema)
        if traced is None:
            with suppress(VibeError):
                return {c.name: _Made("a SELECT", rows) for c in self.bench.bind(select)}
            return {}
        found = {}
        for name, one in traced.items():
            sources = tuple(sorted(one.sources)) or (rows if "(*)" in one.expression else ())
            alone = len(sources) == 1 and one.expression.endswith(sources[0].column)
            plain = alone and one.expression.replace(".", "").replace('"', "").isidentifier()
            found[name] = _Made("" if plain else one.expression, sources)
        return found

    def _altered(self, step: Alter) -> _Columns:
        """Give the columns whose shape a step changes; all of them where the table is renamed."""
        names = {c.name.lower(): c.name for c in self.bench.columns(step.table) or ()}
        made: dict[str, _Made] = {}
        for change in step.changes:
            own = names.get(change.name.lower(), change.name)
            before = made.get(own, _Made("", (Source(step.table, own),)))
            match change.change:
                case "add":
                    names[own.lower()] = own
                    made[own] = self._added(step.table, change)
                case "drop":
                    made.pop(names.pop(own.lower(), own), None)
                case "rename":
                    made.pop(names.pop(own.lower(), own), None)
                    new = change.to or ""
                    names[new.lower()] = new
                    made[new] = _then(before, f"renamed from {own}")
                case "retype":
                    made[own] = _then(before, f"as {change.type}")
                case "rename_table":
                    for name in names.values():
                        source = (Source(step.table, name),)
                        made.setdefault(name, _Made(f"{step.table} is renamed", source))
        return {(step.writes()[-1], name): one for name, one in made.items()}

    def _added(self, table: str, change: Alteration) -> _Made:
        if change.fill is None:
            return _Made(change.default or "NULL", ())
        made = self._selected(f"SELECT ({change.fill}) AS x FROM {TableName.parse(table).sql}")
        return made.get("x", _Made(change.fill, ()))

    def _unified(self, step: Unify) -> _Columns:
        kept = self.bench.columns(step.target) is not None
        return {
            (step.target, name): _Made(how, tuple(Source(*one) for one in sources), kept)
            for name, how, sources in step.fed(self.bench)
        }

    def _matched(self, step: Match) -> _Columns:
        compared = [
            Source(one.table, column)
            for field in step.fields
            for one, column in zip(step.inputs, field.columns, strict=False)
            if column
        ]
        rows = tuple(compared) or tuple(Source(one.table, STAR) for one in step.inputs)
        keys = [
            Source(one.table, name)
            for one in step.inputs
            for name in getattr(self.bench.catalog.table(one.table), "key", ())
        ]
        words = {"person_id": "records matched", "probability": "records matched"}
        made = {(step.output, name): _Made(how, rows) for name, how in words.items()}
        made[step.output, "source"] = _Made("the table's name", ())
        made[step.output, "record_id"] = _Made("the record's key", tuple(keys) or rows)
        return made

    def _whole(self, step: Step, before: Mapping[str, str]) -> _Columns:
        """Give columns a step says no more of than which tables it reads.

        Of the kinds known here these are those of tables they make beside the one they are for.
        """
        reads = dict.fromkeys((*step.reads(), *_read(self.bench, step)))
        rows = tuple(Source(table, STAR) for table in reads if _key(table) in before)
        known = isinstance(step, Unify | Match)
        return {
            (table, column.name): _Made("", rows, kept=_key(table) in before)
            for table in step.writes()
            if not (known and _key(table) in before)
            for column in self.bench.columns(table) or ()
        }


def _then(before: _Made, how: str) -> _Made:
    """Give what becomes of a column in one more change of the same step."""
    return before._replace(how=", ".join(filter(None, (before.how, how))))


def _cleaned(step: Clean) -> _Columns:
    ops: dict[str, list[str]] = {}
    for rule in step.rules:
        ops.setdefault(rule.column, []).append(rule.op)
    return {
        (step.table, name): _Made(", ".join(done), (Source(step.table, name),))
        for name, done in ops.items()
    }


def _key(table: str) -> str:
    return TableName.parse(table).text.lower()
