"""The static check of a `feature` step: the set is sound, its tables and columns are there.

Owns those findings and the slots of a set. Whether it reads what came after the cut is found by
`learn.leakage`.
"""

import re
from collections.abc import Iterator

from vibecli.data.catalog import Catalog, ColumnInfo, TableInfo
from vibecli.engine.base import Column
from vibecli.engine.names import TableName, key_of, quote
from vibecli.engine.types import NUMBERS
from vibecli.errors import SqlError
from vibecli.learn.definition import EventSource, FeatureColumn, FeatureSet, Link
from vibecli.learn.leakage import leaks
from vibecli.learn.printed import PRINT
from vibecli.steps.base import Bench, Finding, Slot, Step
from vibecli.steps.predicate import called, kept_rows, predicate_findings
from vibecli.steps.targets import by_name, unknown_columns, unknown_table

_MEASURED = frozenset(
    {"sum", "average", "minimum", "maximum", "distinct", "last", "first", "attribute"}
)  # measures that need a column
_SUMMED = frozenset({"sum", "average"})
_TIMES = ("DATE", "TIMESTAMP")
_TAKEN = frozenset({"key", "cut", "as_of", PRINT})
_LONGEST, _PAIR = 36_500, 2
_NAME = re.compile(r"[A-Za-z_]\w{0,99}")


def expression_slots(features: FeatureSet) -> tuple[Slot, ...]:
    """Give the SQL of a set as SELECTs, each once."""
    found: dict[str, str] = {}
    for i, source in enumerate(features.sources):
        if source.where:
            found.setdefault(kept_rows(source.table, source.where), f"sources[{i}].where")
        for j, link in enumerate(source.links):
            if link.bridge:
                found.setdefault(link.bridge, f"sources[{i}].links[{j}].bridge")
    for feature in features.features:
        if feature.column:
            select = _measured(feature.source, feature.column)
            found.setdefault(select, f"features.{feature.name}.column")
        if feature.where:
            select = kept_rows(feature.source, feature.where)
            found.setdefault(select, f"features.{feature.name}.where")
    return tuple(Slot(name=name, sql=sql) for sql, name in found.items())


def consent_slots(entity: str | None, consent: str | None) -> tuple[Slot, ...]:
    """Give the condition of a purpose on the entities of a step as a SELECT."""
    return (Slot(name="consent", sql=kept_rows(entity, consent)),) if entity and consent else ()


def _measured(table: str, column: str) -> str:
    return f"SELECT ({column}\n) AS value FROM {called(TableName.parse(table).sql, table)}"


class SetCheck:
    """Checks a set on a bench, for whichever step carries one."""

    def __init__(self, step: Step, features: FeatureSet, bench: Bench) -> None:
        self._step, self._set, self._bench = step, features, bench
        self._sources = {key_of(source.table): source for source in features.sources}

    def findings(self) -> list[Finding]:
        """Give everything wrong with the set; leaks only where the rest is sound."""
        found = [*self._names(), *self._entity()]
        for source in self._set.sources:
            found += self._source(source)
        for feature in self._set.features:
            found += self._feature(feature)
        if not found:
            found += [
                self._step.finding("leak", leak.message, leak.hint)
                for leak in leaks(self._set, self._known())
            ]
        return found

    def _known(self) -> Catalog:
        """Give what is known of the tables, with an entity that an earlier step makes."""
        catalog, entity = self._bench.catalog, self._set.entity
        if catalog.table(entity) is not None:
            return catalog
        columns = tuple(
            ColumnInfo(name=column.name, type=column.type)
            for column in self._bench.columns(entity) or ()
        )
        made = TableInfo(name=TableName.parse(entity).text, columns=columns)
        return catalog.model_copy(update={"tables": (*catalog.tables, made)})

    def _names(self) -> Iterator[Finding]:
        """Features have names of their own, sources tables of their own."""
        if not _NAME.fullmatch(self._set.name):
            told = f"a set of features cannot be called {self._set.name!r}"
            yield self._step.finding("bad-name", told, "use letters, digits and _")
        names = [feature.name.lower() for feature in self._set.features]
        if not names or not self._sources:
            what = "feature" if self._sources else "source"
            yield self._step.finding("slot-missing", f"there is no {what}", "name at least one")
        taken = _TAKEN | {self._set.key.lower()}
        for name in dict.fromkeys(names):
            if names.count(name) > 1:
                yield self._step.finding("duplicate-column", f"two features are called {name}")
            if name in taken or not _NAME.fullmatch(name):
                yield self._step.finding(
                    "bad-name", f"a feature cannot be called {name}", "use letters, digits and _"
                )
        if len(self._sources) < len(self._set.sources):
            yield self._step.finding(
                "duplicate-source", "a table of events stands twice in sources", "name it once"
            )

    def _entity(self) -> Iterator[Finding]:
        columns = self._bench.columns(self._set.entity)
        if columns is None:
            yield unknown_table(self._step, self._bench, self._set.entity)
            return
        named = [self._set.key, *([self._set.born] if self._set.born else [])]
        missing = unknown_columns(self._step, self._set.entity, named, columns)
        yield from missing
        born = by_name(columns).get((self._set.born or "").lower())
        if born is not None and not born.type.startswith(_TIMES):
            message = f"{self._set.entity}.{born.name} is {born.type}, no time"
            yield self._step.finding("not-a-time", message, "name the column of when it began")

    def _source(self, source: EventSource) -> Iterator[Finding]:
        """Give what is wrong with a source: table, time, links, condition."""
        columns = self._bench.columns(source.table)
        if columns is None:
            yield unknown_table(self._step, self._bench, source.table)
            return
        named = [source.time, *(link.column for link in source.links)]
        missing = unknown_columns(self._step, source.table, named, columns)
        yield from missing
        if missing:
            return
        time = by_name(columns)[source.time.lower()]
        if not time.type.startswith(_TIMES):
            yield self._step.finding(
                "not-a-time",
                f"{source.table}.{time.name} is {time.type}, no time",
                "name the column of when an event happened, or clean it to a timestamp first",
            )
        if not source.links:
            yield self._step.finding(
                "slot-missing",
                f"no link leads from {source.table} to {self._set.entity}",
                f"name the column of {source.table} that holds {self._set.key}",
            )
        for link in source.links:
            yield from self._link(source, link, by_name(columns)[link.column.lower()])
        if source.where:
            yield from predicate_findings(self._step, self._bench, source.table, source.where)

    def _link(self, source: EventSource, link: Link, column: Column) -> Iterator[Finding]:
        """Check that the values on both ends of a link are of one sort."""
        key = by_name(self._bench.columns(self._set.entity) or ()).get(self._set.key.lower())
        if key is None:
            return
        ends = [(column, key)]
        if link.bridge:
            given = by_name(self._bench.bind(link.bridge))
            wanted = ["value", "key", *(["since"] if link.since else [])]
            missing = [name for name in wanted if name not in given]
            if missing:
                yield self._step.finding(
                    "bad-bridge",
                    f"the bridge of {source.table}.{link.column} gives no {missing[0]}",
                    f"write SELECT ... AS {', ... AS '.join(wanted)}",
                )
                return
            ends = [(column, given["value"]), (given["key"], key)]
        for one, other in ends:
            if _sort(one.type) != _sort(other.type):
                yield self._step.finding(
                    "type-mismatch",
                    f"{source.table}.{link.column} leads to {self._set.entity}.{self._set.key}"
                    f" by {one.type} and {other.type}",
                    f"give a bridge: SELECT CAST({quote(key.name)} AS {column.type}) AS value,"
                    f" {quote(key.name)} AS key FROM {self._set.entity}",
                )

    def _feature(self, feature: FeatureColumn) -> list[Finding]:
        """Give what is wrong with one feature."""
        found = [self._step.finding(*one) for one in self._slots(feature)]
        if found or feature.measure == "ratio":
            return found
        return [*self._bound(feature)]

    def _slots(self, feature: FeatureColumn) -> Iterator[tuple[str, str, str]]:
        """Check that a feature says what its measure needs, and knows its source."""
        name, measure = feature.name, feature.measure
        if not feature.meaning.strip() or "\n" in feature.meaning:
            yield "slot-missing", f"{name} needs a meaning in one line", "say what it measures"
        if measure == "ratio":
            yield from self._ratio(feature)
            return
        entity = measure == "attribute"
        known = {key_of(self._set.entity)} if entity else set(self._sources)
        if key_of(feature.source) not in known:
            where = "the entity" if entity else "one of the sources"
            yield "unknown-source", f"{name} is measured on {feature.source}", f"name {where}"
        if measure in _MEASURED and not feature.column:
            yield "slot-missing", f"{name} ({measure}) needs a column", "say what is measured"
        if measure == "share" and not feature.where:
            yield "slot-missing", f"{name} (share) needs where", "say which events it is of"
        if measure == "trend" and not feature.days:
            yield "slot-missing", f"{name} (trend) needs days", "a trend has two halves"
        if feature.days is not None and not 0 < feature.days <= _LONGEST:
            yield "bad-window", f"{name} looks back {feature.days} days", f"give 1 to {_LONGEST}"
        hours = feature.from_hour in range(24) and feature.to_hour in range(25)
        if not hours or feature.pause <= 0:
            yield "bad-window", f"{name} has hours or a pause there are not", "hours are 0 to 24"

    def _ratio(self, feature: FeatureColumn) -> Iterator[tuple[str, str, str]]:
        measures = {one.name: one.measure for one in self._set.features}
        plain = tuple(name for name in feature.of if measures.get(name, "ratio") != "ratio")
        if plain != feature.of or len(plain) != _PAIR:
            message = f"{feature.name} (ratio) needs two other features in `of`"
            yield "bad-ratio", message, "name two measures of the set, above and below the line"

    def _bound(self, feature: FeatureColumn) -> Iterator[Finding]:
        """Bind what a feature is made of; a second frame keeps text from closing the first."""
        if feature.where:
            yield from predicate_findings(self._step, self._bench, feature.source, feature.where)
        if not feature.column:
            return
        try:
            value = self._bench.bind(_measured(feature.source, feature.column))[0]
            framed = f"CASE WHEN true THEN {feature.column}\nEND"
            self._bench.bind(_measured(feature.source, framed))
        except SqlError as error:
            message = f"{feature.name}: {error.message}"
            yield self._step.finding("bad-expression", message, error.hint)
            return
        if feature.measure in _SUMMED and not value.type.startswith((*NUMBERS, "BOOLEAN")):
            yield self._step.finding(
                "type-mismatch", f"{feature.name} sums {value.type}", "give a number, or count"
            )


def output_findings(
    step: Step, features: FeatureSet, bench: Bench, output: str
) -> Iterator[Finding]:
    """Give what is wrong with a table that features are to be written to."""
    known = bench.columns(output)
    tables = {features.entity, *(source.table for source in features.sources)}
    if key_of(output) in map(key_of, tables):
        yield step.finding("bad-target", f"{output} is read", "write features to another table")
    elif known is not None and not {features.key.lower(), PRINT} <= set(by_name(known)):
        yield step.finding(
            "table-exists",
            f"{output} exists already and is no table of these features",
            "write features to another table",
        )


def _sort(kind: str) -> str:
    """Give the sort of values that can be joined."""
    if kind.startswith((*NUMBERS, "BOOLEAN")):
        return "number"
    return "text" if kind.startswith(("VARCHAR", "ENUM", "JSON")) else kind
