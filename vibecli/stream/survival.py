"""Which values a batch leaves in the profile: survivorship by event time, as SQL.

Each rule is a fold over events in their order, written so that folding a batch at once gives what
folding it event by event does: a winner is the largest by (time, place), never by chance.
"""

from functools import lru_cache
from typing import Literal

from vibecli.engine.names import TableName, literal, quote
from vibecli.steps.standing import Survival, Survivor
from vibecli.steps.unify_provenance import value_print
from vibecli.stream.shape import BATCH, Shape

Fold = Literal["none", "some", "all"]
_PLACES = 10_000_000  # more events than a batch has
_SHAPES = 64  # of which the texts are kept: a batch asks for the same ones as the last
_DATED = frozenset({"most_recent", "source_priority", "first"})  # rules that ask how old a value is


@lru_cache(_SHAPES)
def decided(shape: Shape, *, fold: Fold, apart: bool) -> tuple[str, ...]:
    """Give the SQL of what each column is after a batch, and whether it is the batch's value.

    A row a person. `fold`: of whom there are several events, and something to be folded.
    `apart`: many persons, whose rows are better read in a statement of their own.
    """
    rules = [*enumerate(shape.rule.survivorship)]
    rows = "__stream_rows" if apart else f"({_rows(shape)})"
    offered = "".join(
        f", t.c{at}, f.v{at}" + f", f.m{at}, f.e{at}" * is_told(one) for at, one in rules
    )
    taken = "".join(
        f", v{at} IS NOT NULL AND ({_takes(shape, at, one)}) AS k{at}" for at, one in rules
    )
    after = "".join(f", {_after(shape, at, one)} AS x{at}" for at, one in rules)
    moved = "".join(
        f", ({' OR '.join(f'x{at} IS DISTINCT FROM c{at}' for at in group) or 'false'}) AS moved{n}"
        for n, group in enumerate(groups(shape))
    )
    kept = "".join(f", x{at}" + f", k{at}, m{at}, e{at}, r{at}" * is_told(one) for at, one in rules)
    known = "".join(f", p.r{at}" for at in told_of(shape))
    known += "".join(f", p.t{at}" for at in dated(shape))
    known += "".join(f", p.o{at}" for at in ordered(shape))
    joined = (
        "SELECT p.number, p.key, p.rid, p.rid < 0 AS fresh,"
        f" coalesce(t.own = p.key, false) AS there{known}{offered}"
        f" FROM ({_offers(shape, fold)}) f JOIN __stream_people p USING (number)"
        f" LEFT JOIN {rows} t USING (number)"
    )
    read = f"CREATE OR REPLACE TEMP TABLE __stream_rows AS {_rows(shape)}"
    now = (
        "CREATE OR REPLACE TEMP TABLE __stream_now AS SELECT number, key, rid, fresh, there"
        f"{kept}{moved} FROM (SELECT *{after} FROM (SELECT *{taken} FROM ({joined})))"
    )
    return (read, now) if apart else (now,)


@lru_cache(_SHAPES)
def outcome(shape: Shape) -> str:
    """Give the SQL of what becomes of the rows: which are there, which change, what is taken.

    Its parameter is the row id of a row of provenance, whose key is `last`.
    """
    told = "".join(f", k{at}, m{at}, r{at}" for at in told_of(shape))
    last = f"(SELECT q.profile_key FROM {shape.provenance} q WHERE q.rowid = ?) AS last"
    return f"SELECT number, fresh, there, moved0, moved1, {last}{told} FROM __stream_now"


def groups(shape: Shape) -> tuple[list[int], list[int]]:
    """Give the columns that every event moves, and those that stay mostly: written apart."""
    moving = {"count", "sum", "minimum", "maximum"}
    rules = [*enumerate(shape.rule.survivorship)]
    return (
        [at for at, one in rules if one.rule in moving],
        [at for at, one in rules if one.rule not in moving],
    )


def _rows(shape: Shape) -> str:
    """Give the SQL of the profile rows of known persons, found by row id."""
    columns = "".join(
        f", o.{quote(one.column)} AS c{at}" for at, one in enumerate(shape.rule.survivorship)
    )
    return (
        f"SELECT p.number, CAST(o.{quote(shape.key)} AS VARCHAR) AS own{columns}"
        f" FROM __stream_people p JOIN {shape.profile} o ON o.rowid = p.rid"
    )


def _offers(shape: Shape, fold: Fold) -> str:
    """Give the SQL of the value each column is offered, a row a person."""
    parts = {"none": [_single(shape)], "all": [_folded(shape)]}
    return " UNION ALL ".join(parts.get(fold, [_single(shape), _folded(shape)]))


def _single(shape: Shape) -> str:
    """Give that of the persons who have one event."""
    rules = [*enumerate(shape.rule.survivorship)]
    offers = "".join(f", {_own_offer(shape, at, one)}" for at, one in rules)
    return (
        f"SELECT w.number{offers} FROM {BATCH} b JOIN __stream_who w USING (n)"
        " WHERE w.number >= 0 AND w.once"
    )


def _folded(shape: Shape) -> str:
    """Give that of the persons who have several."""
    rules = [*enumerate(shape.rule.survivorship)]
    winners = "".join(f", {_winner(shape, one)} AS w{at}" for at, one in rules)
    offers = "".join(
        f", w{at}.v AS v{at}, w{at}.t AS m{at}, w{at}.e AS e{at}"
        if is_told(one)
        else f", w{at} AS v{at}"
        for at, one in rules
    )
    return (
        f"SELECT number{offers} FROM (SELECT number{winners} FROM"
        " (SELECT w.number, w.event_id, b.*,"
        f" row_number() OVER (ORDER BY b.{shape.time}, b.n) AS r FROM {BATCH} b"
        " JOIN __stream_who w USING (n) WHERE w.number >= 0 AND NOT w.once) GROUP BY number)"
    )


def _own_offer(shape: Shape, at: int, one: Survivor) -> str:
    """Give what one event alone offers."""
    slot = f"b.{shape.survivor_slot(one)}"
    if one.rule == "count":
        return f"CASE WHEN {slot} IS NOT NULL THEN 1 END AS v{at}"
    if one.rule == "sum":
        return f"{slot} AS v{at}"
    return f"{slot} AS v{at}, b.{shape.time} AS m{at}, w.event_id AS e{at}"


def _winner(shape: Shape, one: Survivor) -> str:
    """Give what the events of a person offer together."""
    slot = shape.survivor_slot(one)
    if one.rule in ("count", "sum"):
        return f"nullif(count({slot}), 0)" if one.rule == "count" else f"sum({slot})"
    won = f"{{'v': {slot}, 't': {shape.time}, 'e': event_id}}"
    newest, oldest = f"arg_max({won}, r)", f"arg_min({won}, r)"
    winner: dict[Survival, str] = {
        "most_recent": newest,
        "source_priority": newest,
        "first": oldest,
        "keep": f"arg_min({won}, n)",
        "most_complete": f"arg_max({won}, {_completeness(slot)} * {_PLACES} - n)",
        "minimum": f"arg_min({won}, {{'v': {slot}, 'n': n}})",
        "maximum": f"arg_max({won}, {{'v': {slot}, 'n': -n}})",
    }
    return f"{winner[one.rule]} FILTER ({slot} IS NOT NULL)"


def _completeness(value: str) -> str:
    text = f"CAST({value} AS VARCHAR)"
    words = rf"len(regexp_extract_all({text}, '[^\s,;]+'))"
    return f"(CAST({words} AS HUGEINT) * 1000000 + length({text}))"


@lru_cache(_SHAPES)
def told_of(shape: Shape) -> tuple[int, ...]:
    """Give the columns whose value comes from one event."""
    return tuple(at for at, one in enumerate(shape.rule.survivorship) if is_told(one))


def dated(shape: Shape) -> list[int]:
    """Give the columns of which it counts how old their value is."""
    return [at for at, one in enumerate(shape.rule.survivorship) if one.rule in _DATED]


def ordered(shape: Shape) -> list[int]:
    """Give the columns of which it counts what source their value is of."""
    rules = enumerate(shape.rule.survivorship)
    return [at for at, one in rules if one.rule == "source_priority"]


def _after(shape: Shape, at: int, one: Survivor) -> str:
    """Give the SQL of a column's value after the batch."""
    value = f"v{at}"
    if one.rule in ("count", "sum"):
        value = f"CAST(coalesce(c{at}, 0) + v{at} AS {shape.profile_types[one.column.lower()]})"
    return f"CASE WHEN k{at} THEN {value} ELSE c{at} END"


def _takes(shape: Shape, at: int, one: Survivor) -> str:
    """Give the SQL of whether the value offered is taken."""
    if one.rule in ("count", "sum"):
        return "true"
    own, offered, moment = f"c{at}", f"v{at}", f"m{at}"
    newer = f"({moment} >= coalesce(t{at}, '-infinity'::TIMESTAMP))"
    mine, theirs = rank(one, own_source(shape)), f"o{at}"
    over: dict[Survival, str] = {
        "most_recent": newer,
        "source_priority": f"{mine} < {theirs} OR ({mine} = {theirs} AND {newer})",
        "first": f"coalesce({moment} < t{at}, false)",
        "keep": "false",
        "most_complete": f"{_completeness(offered)} > {_completeness(own)}",
        "minimum": f"{offered} < {own}",
        "maximum": f"{offered} > {own}",
    }
    return f"{own} IS NULL OR {over[one.rule]}"


def rank(one: Survivor, source: str) -> str:
    """Give the SQL of the place of a source in the order of a rule."""
    ranks = "".join(
        f" WHEN {literal(TableName.parse(name).text.lower())} THEN {at}"
        for at, name in enumerate(one.order)
    )
    return (
        f"(CASE lower(coalesce({source}, '')){ranks} ELSE {len(one.order)} END)" if ranks else "0"
    )


@lru_cache(_SHAPES)
def updated(shape: Shape, group: int, *, by_key: bool = False) -> str:
    """Give the SQL that changes a group of columns in the rows of known persons."""
    found = f"CAST(own.{quote(shape.key)} AS VARCHAR) = d.key" if by_key else "own.rowid = d.rid"
    rules = shape.rule.survivorship
    told = ", ".join(f"{quote(rules[at].column)} = d.x{at}" for at in groups(shape)[group])
    return (
        f"UPDATE {shape.profile} AS own SET {told} FROM __stream_now d"
        f" WHERE {found} AND d.moved{group} AND NOT d.fresh"
    )


@lru_cache(_SHAPES)
def inserted(shape: Shape) -> str:
    """Give the SQL that adds the rows of new persons."""
    columns = ", ".join(quote(one.column) for one in shape.rule.survivorship)
    values = ", ".join(f"x{at}" for at in range(len(shape.rule.survivorship)))
    comma = ", " * bool(columns)
    return (
        f"INSERT INTO {shape.profile} ({quote(shape.key)}{comma}{columns})"
        f" SELECT CAST(key AS {shape.key_type}){comma}{values} FROM __stream_now WHERE fresh"
        " ORDER BY number"
    )


@lru_cache(_SHAPES)
def told(shape: Shape) -> str:
    """Give the SQL of the provenance of every value that was taken.

    A count or a sum comes from no one event, so nothing is told of it.
    """
    values = [
        f"{{'spot': {at}, 'name': {literal(one.column)}, 'record': e{at}, 'taken': k{at},"
        f" 'rule': {literal(one.rule)}, 'moment': m{at}, 'written': {value_print(f'x{at}')},"
        f" 'rid': r{at}}}"
        for at, one in enumerate(shape.rule.survivorship)
        if is_told(one)
    ]
    return (
        "SELECT * FROM (SELECT number, key,"
        f" unnest([{', '.join(values)}], recursive := true) FROM __stream_now) WHERE taken"
    )


def is_told(one: Survivor) -> bool:
    """True for a rule whose value comes from one event."""
    return one.rule not in ("count", "sum")


@lru_cache(_SHAPES)
def known_provenance(shape: Shape, rows: str) -> str:
    """Give the SQL that brings the provenance up to date where there is some."""
    told = ", ".join(f"{column} = s.{value}" for column, value in _PROVENANCE if value != "rule")
    return f"UPDATE {shape.provenance} AS own SET {told} FROM {rows} s WHERE own.rowid = s.rid"


@lru_cache(_SHAPES)
def foreign_provenance(shape: Shape, rows: str) -> str:
    """Give the SQL that makes provenance of another source or rule that of this one.

    Apart from the rest, as it is so once a value: each column that is written takes its time.
    """
    return (
        f"UPDATE {shape.provenance} AS own SET source = {own_source(shape)}, rule = s.rule"
        f" FROM {rows} s JOIN __stream_foreign f USING (rid) WHERE own.rowid = s.rid"
    )


def ours(shape: Shape, columns: str) -> str:
    """Give the SQL of whether a row of provenance, and its column by number, is of this rule."""
    rules = "".join(
        f" WHEN {at} THEN {literal(one.rule)}" for at, one in enumerate(shape.rule.survivorship)
    )
    rule = f"CASE {columns}.spot{rules} END" if rules else "NULL"
    return f"coalesce(p.source = {own_source(shape)} AND p.rule = {rule}, false)"


@lru_cache(_SHAPES)
def new_provenance(shape: Shape, rows: str) -> str:
    """Give the SQL that adds provenance."""
    columns, values = zip(*_PROVENANCE, strict=True)
    return (
        f"INSERT INTO {shape.provenance} (profile_key, column_name, source, {', '.join(columns)})"
        f" SELECT key, name, {own_source(shape)}, {', '.join(values)} FROM {rows}"
        " WHERE rid < 0 ORDER BY number, spot"
    )


_PROVENANCE = (
    ("record_id", "record"), ("rule", "rule"), ("recorded_at", "moment"), ("written", "written")
)  # fmt: skip


def own_source(shape: Shape) -> str:
    """Give the SQL of the source that this stream is."""
    return literal(TableName.parse(shape.rule.events).text)
