"""A table of features brought up to date: what can have changed is computed, the rest stays.

Owns which rows stay: those whose print is as it was and for which no event passed the edge of a
window while the cut moved. Ages move with every cut and are read anew for all; equal to computing
the whole table, which a test holds it to.
"""

from vibecli.engine.names import TableName, quote
from vibecli.learn.compile import CUT, KEY, Compiled
from vibecli.learn.definition import FeatureColumn, FeatureSet
from vibecli.learn.measure import AGED, DAY, Pass, measured, ratio
from vibecli.learn.printed import PRINT, print_column

_WAS = "was"  # the cut a row is as of in the table
_LIGHT = '"__light"'


def refreshed(features: FeatureSet, spine: str, table: str, as_of: str) -> str:
    """Give the SELECT of a table's rows (key, cut, features, print) for a spine of new cuts."""
    compiled = Compiled(features)
    columns = {**compiled.columns, PRINT: print_column(compiled)}
    standing = (
        f"SELECT __n.{KEY}, __n.{CUT}, __o.{quote(as_of)} AS {_WAS}, __o.{PRINT} AS __print"
        f" FROM ({spine}) AS __n LEFT JOIN {TableName.parse(table).sql} AS __o"
        f" ON __o.{quote(features.key)} = __n.{KEY}"
    )
    touched = compiled.select(
        f"SELECT {KEY}, {CUT} FROM {_LIGHT} WHERE __stays IS NOT TRUE", columns
    )
    return (
        f"WITH {_LIGHT} AS MATERIALIZED ({_light(features, standing)})"
        f" SELECT {_kept(features)}, __o.{PRINT} FROM {_LIGHT} AS __n"
        f" JOIN {TableName.parse(table).sql} AS __o ON __o.{quote(features.key)} = __n.{KEY}"
        f" WHERE __n.__stays UNION ALL ({touched})"
    )


def _light(features: FeatureSet, spine: str) -> str:
    """Give the SELECT of the ages of every entity and of whether its row stays."""
    compiled = Compiled(features)
    compiled.ages["b"] = f"__p.{_WAS}"
    for reading in compiled.passes:
        reading.aggregates.clear()
    aged = {f.name: _age(compiled, f) for f in features.features if f.measure in AGED}
    moved = [_moved(features, compiled, number) for number in range(len(compiled.passes))]
    same = f"__p.__print IS NOT DISTINCT FROM {print_column(compiled)}"
    still = "".join(f" AND NOT coalesce({one}, false)" for one in moved if one)
    return compiled.select(spine, {**aged, "__stays": f"{same}{still}"})


def _age(compiled: Compiled, feature: FeatureColumn) -> str:
    return measured(feature, compiled.passes[compiled.source(feature)])


def _moved(features: FeatureSet, compiled: Compiled, number: int) -> str:
    """Give whether an event of a source passed the edge of a window; empty without a window."""
    reading: Pass = compiled.passes[number]
    own = [f for f in features.features if f.days and compiled.source(f) == number]
    edges = {f.days * DAY for f in own if f.days}
    edges |= {f.days * DAY // 2 for f in own if f.days and f.measure == "trend"}
    passed = " OR ".join(f"(__e.a <= {edge}) <> (__e.b <= {edge})" for edge in sorted(edges))
    return reading.over(f"bool_or({passed})") if passed else ""


def _kept(features: FeatureSet) -> str:
    """Give the columns of a row that stays: ages and what is made of them are new."""
    aged = {f.name for f in features.features if f.measure in AGED}
    found = [f"__n.{KEY}", f"__n.{CUT}"]
    for feature in features.features:
        if feature.measure == "ratio":
            sql = ratio(*(_of(name, aged) for name in feature.of))
        else:
            sql = _of(feature.name, aged)
        found.append(f"{sql} AS {quote(feature.name)}")
    return ", ".join(found)


def _of(name: str, aged: set[str]) -> str:
    return f"{'__n' if name in aged else '__o'}.{quote(name)}"
