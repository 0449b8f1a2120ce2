"""What each kind of step makes of which columns, told before it is taken on the bench.

Owns that knowledge, kind by kind; a kind it does not know makes its tables of all it reads.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import NamedTuple

from vibecli.engine.names import TableName, key_of
from vibecli.errors import VibeError
from vibecli.plan.bench import EmptyBench
from vibecli.plan.lineage import STAR, Source, traced_columns
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


class Made(NamedTuple):
    """How a column is made: an expression or words, and of which columns."""

    how: str
    sources: tuple[Source, ...]
    kept: bool = False  # other rows keep the values they had


Columns = Mapping[tuple[str, str], Made]


class Making:
    """Tells of steps on one bench."""

    def __init__(self, bench: EmptyBench) -> None:
        self.bench = bench

    def made(self, step: Step) -> Columns:
        """Give the columns a step makes, told before it is taken."""
        made: Columns = {}
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

    def _written(self, step: Write) -> Columns:
        keys = {name.lower() for name in step.keys} if step.mode == "update" else set()
        kept = step.mode in ("append", "upsert", "update")
        return {
            (step.target, name): one._replace(kept=kept)
            for name, one in self._selected(step.select).items()
            if name.lower() not in keys | _HIDDEN
        }

    def _selected(self, select: str) -> dict[str, Made]:
        """Give how each column of a SELECT is made."""
        tables = tables_read(self.bench.engine, self.bench.session, select)
        schema = {t: {c.name: c.type for c in self.bench.columns(t) or ()} for t in tables}
        rows = tuple(Source(table, STAR) for table in tables)
        traced = traced_columns(select, schema)
        if traced is None:
            with suppress(VibeError):
                return {c.name: Made("a SELECT", rows) for c in self.bench.bind(select)}
            return {}
        found = {}
        for name, one in traced.items():
            sources = tuple(sorted(one.sources)) or (rows if "(*)" in one.expression else ())
            alone = len(sources) == 1 and one.expression.endswith(sources[0].column)
            plain = alone and one.expression.replace(".", "").replace('"', "").isidentifier()
            found[name] = Made("" if plain else one.expression, sources)
        return found

    def _altered(self, step: Alter) -> Columns:
        """Give the columns whose shape a step changes; all of them where the table is renamed."""
        names = {c.name.lower(): c.name for c in self.bench.columns(step.table) or ()}
        made: dict[str, Made] = {}
        for change in step.changes:
            own = names.get(change.name.lower(), change.name)
            before = made.get(own, Made("", (Source(step.table, own),)))
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
                        made.setdefault(name, Made(f"{step.table} is renamed", source))
        return {(step.writes()[-1], name): one for name, one in made.items()}

    def _added(self, table: str, change: Alteration) -> Made:
        if change.fill is None:
            return Made(change.default or "NULL", ())
        made = self._selected(f"SELECT ({change.fill}) AS x FROM {TableName.parse(table).sql}")
        return made.get("x", Made(change.fill, ()))

    def _unified(self, step: Unify) -> Columns:
        kept = self.bench.columns(step.target) is not None
        return {
            (step.target, name): Made(how, tuple(Source(*one) for one in sources), kept)
            for name, how, sources in step.fed(self.bench)
        }

    def _matched(self, step: Match) -> Columns:
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
        made = {(step.output, name): Made(how, rows) for name, how in words.items()}
        made[step.output, "source"] = Made("the table's name", ())
        made[step.output, "record_id"] = Made("the record's key", tuple(keys) or rows)
        return made

    def whole(self, step: Step, before: Mapping[str, str]) -> Columns:
        """Give columns a step says no more of than which tables it reads.

        Of the kinds known here these are those of tables they make beside the one they are for.
        """
        reads = dict.fromkeys((*step.reads(), *tables_behind(self.bench, step)))
        rows = tuple(Source(table, STAR) for table in reads if key_of(table) in before)
        if step.kind in _TOLD:
            return {}
        known = isinstance(step, Unify | Match)
        return {
            (table, column.name): Made("", rows, kept=key_of(table) in before)
            for table in step.writes()
            if not (known and key_of(table) in before)
            for column in self.bench.columns(table) or ()
        }


def _then(before: Made, how: str) -> Made:
    """Give what becomes of a column in one more change of the same step."""
    return before._replace(how=", ".join(filter(None, (before.how, how))))


def _cleaned(step: Clean) -> Columns:
    ops: dict[str, list[str]] = {}
    for rule in step.rules:
        if rule.op in ("keep", "duplicates"):
            continue
        ops.setdefault(rule.column, []).append(rule.op)
    return {
        (step.table, name): Made(", ".join(done), (Source(step.table, name),))
        for name, done in ops.items()
    }


def tables_behind(bench: EmptyBench, step: Step) -> Iterator[str]:
    """Give the tables that the SQL of a step reads."""
    for slot in step.slots():
        with suppress(VibeError):
            yield from tables_read(bench.engine, bench.session, slot.sql)
