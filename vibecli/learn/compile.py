"""Features as one SELECT: for each (key, cut) of a spine, what happened before the cut.

Owns how a set of features becomes SQL; it runs nothing. Each source is read once: its events come
to their entities by the links, `event.time < spine.cut` holds for every one that counts, and all
measures are aggregates of that one pass. Sums are of decimals and ties are broken by the values,
so that no order of rows and no number of threads shows in a result.
"""

from collections.abc import Mapping

from vibecli.engine.names import TableName, key_of, quote
from vibecli.errors import PlanError
from vibecli.learn.definition import EventSource, FeatureColumn, FeatureSet
from vibecli.learn.measure import Pass, measured, ratio
from vibecli.learn.reading import SPINE, called, event_rows

KEY, CUT = "key", "cut"  # columns of the SELECT beside the features
ATTRIBUTES = '"__attributes"'


def feature_select(features: FeatureSet, spine: str) -> str:
    """Give the SELECT of `key`, `cut` and a column a feature, for a SELECT of keys and cuts."""
    compiled = Compiled(features)
    return compiled.select(spine, compiled.columns)


class Compiled:
    """A set of features in SQL: what is read of each source, and what each feature is made of."""

    def __init__(self, features: FeatureSet) -> None:
        self.features = features
        self.passes = [Pass(f'"__s{n}"') for n in range(len(features.sources))]
        self.attributes: dict[str, str] = {}  # SQL over an entity's row -> name
        self.ages = {"a": "__p.cut"}  # of each event, in microseconds -> moment it is counted from
        # Of the sources as they were defined, also where small tables are read for them.
        self.windows = [*map(self._longest, features.sources)]
        self.columns = self._columns()  # name of a feature -> its expression

    def select(self, spine: str, columns: Mapping[str, str]) -> str:
        """Give the SELECT of expressions over the aggregates, for each row of the spine."""
        steps = [
            f"{SPINE} AS MATERIALIZED (SELECT row_number() OVER () AS sid, * FROM ({spine}\n))"
        ]
        joins = ""
        read = zip(self.features.sources, self.passes, self.windows, strict=True)
        for source, reading, longest in read:
            if reading.aggregates:
                steps.append(f"{reading.name} AS ({self._pass(source, reading, longest)})")
                joins += f" LEFT JOIN {reading.name} ON {reading.name}.sid = __p.sid"
        if self.attributes:
            steps.append(f"{ATTRIBUTES} AS ({self._attributes()})")
            joins += f" LEFT JOIN {ATTRIBUTES} ON {ATTRIBUTES}.{KEY} = __p.{KEY}"
        chosen = [f"__p.{KEY}", f"__p.{CUT}"]
        chosen += [f"{sql} AS {quote(name)}" for name, sql in columns.items()]
        ctes = ",\n".join(steps)
        return f"WITH {ctes}\nSELECT {', '.join(chosen)} FROM {SPINE} AS __p{joins}"

    def source(self, feature: FeatureColumn) -> int:
        """Give the number of the source a feature is measured on."""
        wanted = key_of(feature.source)
        for number, source in enumerate(self.features.sources):
            if key_of(source.table) == wanted:
                return number
        raise PlanError(f"feature {feature.name} has no source {feature.source}")

    def _columns(self) -> dict[str, str]:
        """Give the expressions of all features; a ratio is made of those of two others."""
        made: dict[str, str] = {}
        for feature in self.features.features:
            if feature.measure == "attribute":
                made[feature.name] = self._attribute(feature)
            elif feature.measure != "ratio":
                made[feature.name] = measured(feature, self.passes[self.source(feature)])
        for feature in self.features.features:
            if feature.measure == "ratio":
                above, below = (made.get(name) for name in feature.of)
                if above is None or below is None:
                    raise PlanError(f"feature {feature.name} is a ratio of what is no measure")
                made[feature.name] = ratio(f"({above})", f"({below})")
        return {feature.name: made[feature.name] for feature in self.features.features}

    def _attribute(self, feature: FeatureColumn) -> str:
        sql = f"min({feature.column}\n)"
        return f"{ATTRIBUTES}.{self.attributes.setdefault(sql, f'x{len(self.attributes)}')}"

    def _attributes(self) -> str:
        """Give the SELECT of what is read of the rows of entities."""
        key = quote(self.features.key)
        chosen = "".join(f", {sql} AS {name}" for sql, name in self.attributes.items())
        table = called(TableName.parse(self.features.entity).sql, self.features.entity)
        return f"SELECT {key} AS {KEY}{chosen} FROM {table} GROUP BY {key}"

    def _pass(self, source: EventSource, reading: Pass, longest: int | None) -> str:
        """Give the SELECT of a source's aggregates, one row an entity and cut with events."""
        columns = [f"{sql} AS {name}" for sql, name in reading.columns.items()]
        window = "" if longest is None else f" AND __e.t >= __p.cut - INTERVAL {longest} DAY"
        names = "".join(f", __e.{name}" for name in reading.columns.values())
        ages = ", ".join(f"epoch_us({of}) - epoch_us(__e.t) AS {a}" for a, of in self.ages.items())
        events = (
            f"SELECT __p.sid, __e.t, {ages}{names}"
            f" FROM {event_rows(self.features, source, columns)}{window}"
        )
        chosen = "".join(f", {sql} AS {name}" for sql, name in reading.aggregates.items())
        return f"SELECT __e.sid{chosen} FROM ({events}) AS __e GROUP BY __e.sid"

    def _longest(self, source: EventSource) -> int | None:
        """Give the days of the longest window on a source, None where one has no beginning."""
        own = [f for f in self.features.features if key_of(f.source) == key_of(source.table)]
        days = [f.days for f in own if f.measure not in ("ratio", "attribute")]
        return None if None in days else max((d for d in days if d is not None), default=None)
