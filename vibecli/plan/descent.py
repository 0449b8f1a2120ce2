"""Where the values of a column come from, back through every step of a plan to the database.

Owns how the steps are linked. It knows names and SQL only: no value is read, and nothing is asked
of the user's database. `plan/lineage` looks into one SELECT, `plan/making` into one step.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress

from vibecli.data.catalog import Catalog
from vibecli.data.nearest import nearest_hint
from vibecli.engine.base import Engine
from vibecli.engine.names import key_of
from vibecli.errors import NotFound, VibeError
from vibecli.model import Model
from vibecli.plan.bench import EmptyBench
from vibecli.plan.lineage import STAR, Source
from vibecli.plan.making import Made, Making, tables_behind
from vibecli.plan.model import Plan
from vibecli.steps.base import Step


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


def descent(
    plan: Plan, catalog: Catalog, engine: Engine, at: Source, *, left: Callable[[Source], bool]
) -> Descent:
    """Give where a column's values come from, as the plan leaves it. Raises NotFound.

    What is `left` out of the plan (table and column in lower case) no step writes.
    """
    table, column = at
    with EmptyBench(engine, catalog) as bench:
        walk = _Walk(bench, left)
        wanted = _wanted(plan, bench, table)
        for step in plan.steps:
            walk.take(step, look=step.id in wanted)
        return walk.told(table, column)


def _wanted(plan: Plan, bench: EmptyBench, table: str) -> set[str]:
    """Give the steps that may have to do with a table, by the tables they read and write."""
    needed, found = {key_of(table)}, set()
    for step in reversed(plan.steps):
        results = {key_of(name) for name in (*step.writes(), step.id)}
        if results & needed:
            found.add(step.id)
            needed |= {key_of(name) for name in (*step.reads(), *tables_behind(bench, step))}
    return found


class _Walk:
    """Takes the steps in order and keeps the stage every column is in."""

    def __init__(self, bench: EmptyBench, left: Callable[[Source], bool]) -> None:
        self.bench, self.left = bench, left
        self.making = Making(bench)
        self.stages: dict[str, Stage] = {}
        self.now: dict[tuple[str, str], str] = {}

    def take(self, step: Step, *, look: bool) -> None:
        """Take one step; only one that is looked at makes stages."""
        made = self.making.made(step) if look else {}
        before = self.bench.spelt
        with suppress(VibeError):
            step.check(self.bench)
        if look:
            made = {**self.making.whole(step, before), **made}
        names = before | self.bench.spelt
        fresh = [self._stage(step, names, at, one) for at, one in made.items()]
        for at, stage in fresh:
            if self.left(Source(*at)):
                continue
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
        table, column = key_of(source.table), source.column.lower()
        spelt = self.bench.spelt.get(table, source.table)
        known = self._rows(table, spelt) if column == STAR else self.now.get((table, column))
        if known is None:
            name = next(
                (c.name for c in self.bench.columns(table) or () if c.name.lower() == column),
                source.column,
            )
            stage = Stage(name=f"{spelt}.{name}")
            self.stages.setdefault(stage.key, stage)
            self.now[table, column] = known = stage.key
        return known

    def _rows(self, table: str, spelt: str) -> str | None:
        """Give the key of all columns of a table that steps wrote, None where none did."""
        written = [self.stages[key] for (at, _), key in self.now.items() if at == table]
        made = [stage for stage in written if stage.step]
        if not made:
            return None
        base = self.bench.catalog.table(table)
        stage = Stage(
            name=f"{spelt}.{STAR}",
            step=made[-1].step,
            kind=made[-1].kind,
            sources=tuple(dict.fromkeys(source for one in made for source in one.sources)),
            kept=f"{base.name}.{STAR}" if base else "",
        )
        if base:
            self.stages.setdefault(stage.kept, Stage(name=stage.kept))
        self.stages[stage.key] = stage
        return stage.key

    def _stage(
        self, step: Step, names: Mapping[str, str], at: tuple[str, str], made: Made
    ) -> tuple[tuple[str, str], Stage]:
        table, column = at
        sources = dict.fromkeys(self._at(source) for source in made.sources)
        stage = Stage(
            name=f"{names.get(key_of(table), table)}.{column}",
            step=step.id,
            kind=step.kind,
            how=made.how,
            sources=tuple(sources),
            kept=self._at(Source(table, column)) if made.kept else "",
        )
        return (key_of(table), column.lower()), stage
