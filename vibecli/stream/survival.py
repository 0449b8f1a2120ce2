"""Which values a batch leaves in the profile: survivorship by event time, as SQL.

Each rule is a fold over events in their order, written so that folding a batch at once gives what
folding it event by event does: a winner is the largest by (time, place), never by chance.
"""

from collections.abc import Iterator

from vibecli.engine.names import TableName, literal, quote
from vibecli.steps.standing import Survivor
from vibecli.steps.unify_provenance import value_print
from vibecli.stream.shape import BATCH, Shape

_PLACES = 10_000_000  # more events than a batch has
DATED = frozenset({"most_recent", "source_priority", "first"})  # rules that ask how old a value is


def folded(shape: Shape) -> str:
    """Give the SQL of the value each column is offered, a row a person."""
    ranked = (
        f"SELECT w.number, w.event_id, b.*, row_number() OVER (ORDER BY b.{shape.time}, b.n) AS r"
        f" FROM {BATCH} b JOIN __stream_who w USING (n) WHERE w.number >= 0"
    )
    offers = ", ".join(
        f"{_offer(shape, one)} AS w{at}" for at, one in enumerate(shape.rule.survivorship)
    )
    return (
        f"CREATE OR REPLACE TEMP TABLE __stream_fold AS SELECT number{', ' * bool(offers)}{offers}"
        f" FROM ({ranked}) GROUP BY number"
    )


def _offer(shape: Shape, one: Survivor) -> str:
    slot = shape.survivor_slot(one)
    there = f"FILTER ({slot} IS NOT NULL)"
    won = f"{{'v': {slot}, 't': {shape.time}, 'e': event_id}}"
    match one.rule:
        case "most_recent" | "source_priority":
            return f"arg_max({won}, r) {there}"
        case "first":
            return f"arg_min({won}, r) {there}"
        case "keep":
            return f"arg_min({won}, n) {there}"
        case "most_complete":
            whole = f"{_completeness(slot)} * {_PLACES} - n"
            return f"arg_max({won}, {whole}) {there}"
        case "minimum":
            return f"arg_min({won}, {{'v': {slot}, 'n': n}}) {there}"
        case "maximum":
            return f"arg_max({won}, {{'v': {slot}, 'n': -n}}) {there}"
        case "count" | "sum":
            kind = shape.profile_types[one.column.lower()]
            what = f"count({slot})" if one.rule == "count" else f"sum({slot})"
            value = f"CAST({what} {there} AS {kind})"
            last = f"arg_max({{'t': {shape.time}, 'e': event_id}}, n) {there}"
            return f"CASE WHEN count({slot}) > 0 THEN {{'v': {value}, 't': ({last}).t, 'e': ({last}).e}} END"


def _completeness(value: str) -> str:
    text = f"CAST({value} AS VARCHAR)"
    words = rf"len(regexp_extract_all({text}, '[^\s,;]+'))"
    return f"(CAST({words} AS HUGEINT) * 1000000 + length({text}))"


def dated(shape: Shape) -> str:
    """Give the SQL of when and from where the values of today are, a row a person.

    `__stream_links` has (number, at, rid): the provenance rows of the persons at hand.
    """
    wanted = [at for at, one in enumerate(shape.rule.survivorship) if one.rule in DATED]
    columns = "".join(
        f", max(q.recorded_at) FILTER (l.spot = {at}) AS t{at}, max(q.source) FILTER (l.spot = {at}) AS o{at}"
        for at in wanted
    )
    asked = ", ".join(map(str, wanted)) or "-1"
    return (
        f"CREATE OR REPLACE TEMP TABLE __stream_dated AS SELECT l.number{columns}, count(*) AS found"
        f" FROM __stream_links l JOIN __stream_people p USING (number) JOIN {shape.provenance} q"
        f" ON q.rowid = l.rid AND q.profile_key = p.key WHERE l.spot IN ({asked}) GROUP BY l.number"
    )


def decided(shape: Shape) -> str:
    """Give the SQL of what each column is before and after, and whether the batch's value is taken."""
    parts = [part for at, one in enumerate(shape.rule.survivorship) for part in _parts(shape, at, one)]
    moved = " OR ".join(
        f"x{at} IS DISTINCT FROM c{at}" for at in range(len(shape.rule.survivorship))
    )
    key = f"CAST(t.{quote(shape.key)} AS VARCHAR)"
    inner = (
        f"SELECT p.number, p.key, p.rid, p.rid < 0 AS fresh, t.rowid IS NOT NULL AS there"
        f"{''.join(f', {part}' for part in parts)} FROM __stream_fold f JOIN __stream_people p"
        f" USING (number) LEFT JOIN {shape.profile} t ON t.rowid = p.rid AND {key} = p.key"
        " LEFT JOIN __stream_dated d USING (number)"
    )
    return (
        f"CREATE OR REPLACE TEMP TABLE __stream_now AS SELECT *, {moved or 'false'} AS moved"
        f" FROM ({inner})"
    )


def _parts(shape: Shape, at: int, one: Survivor) -> Iterator[str]:
    own, offered = f"t.{quote(one.column)}", f"f.w{at}.v"
    take = _takes(shape, at, one, own)
    if one.rule in ("count", "sum"):
        kind = shape.profile_types[one.column.lower()]
        value = f"CAST(coalesce({own}, 0) + {offered} AS {kind})"
    else:
        value = offered
    yield f"{own} AS c{at}"
    yield f"f.w{at} IS NOT NULL AND ({take}) AS k{at}"
    yield f"CASE WHEN f.w{at} IS NOT NULL AND ({take}) THEN {value} ELSE {own} END AS x{at}"
    yield f"f.w{at}.t AS m{at}"
    yield f"f.w{at}.e AS e{at}"


def _takes(shape: Shape, at: int, one: Survivor, own: str) -> str:
    """Give the SQL of whether the value offered is taken."""
    offered, moment = f"f.w{at}.v", f"f.w{at}.t"
    newer = f"({moment} >= coalesce(d.t{at}, '-infinity'::TIMESTAMP))"
    empty = f"{own} IS NULL"
    match one.rule:
        case "most_recent":
            return f"{empty} OR {newer}"
        case "source_priority":
            mine = _rank(one, literal(TableName.parse(shape.rule.events).text))
            theirs = _rank(one, f"d.o{at}")
            return f"{empty} OR {mine} < {theirs} OR ({mine} = {theirs} AND {newer})"
        case "first":
            return f"{empty} OR coalesce({moment} < d.t{at}, false)"
        case "keep":
            return empty
        case "most_complete":
            return f"{empty} OR {_completeness(offered)} > {_completeness(own)}"
        case "minimum":
            return f"{empty} OR {offered} < {own}"
        case "maximum":
            return f"{empty} OR {offered} > {own}"
        case "count" | "sum":
            return "true"


def _rank(one: Survivor, source: str) -> str:
    ranks = "".join(
        f" WHEN {literal(TableName.parse(name).text.lower())} THEN {at}"
        for at, name in enumerate(one.order)
    )
    return f"(CASE lower(coalesce({source}, '')){ranks} ELSE {len(one.order)} END)" if ranks else "0"


def updated(shape: Shape) -> str:
    """Give the SQL that changes the rows of known persons."""
    told = ", ".join(
        f"{quote(one.column)} = d.x{at}" for at, one in enumerate(shape.rule.survivorship)
    )
    return (
        f"UPDATE {shape.profile} AS own SET {told} FROM __stream_now d"
        " WHERE own.rowid = d.rid AND d.moved AND NOT d.fresh"
    )


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


def told(shape: Shape) -> str:
    """Give the SQL of the provenance of every value that was taken."""
    source = literal(TableName.parse(shape.rule.events).text)
    selects = [
        f"SELECT number, {at} AS spot, key, {literal(one.column)} AS name, {source} AS source,"
        f" e{at} AS record, {literal(one.rule)} AS rule, m{at} AS moment,"
        f" {value_print(f'x{at}')} AS written FROM __stream_now WHERE k{at}"
        for at, one in enumerate(shape.rule.survivorship)
    ]
    return (
        "CREATE OR REPLACE TEMP TABLE __stream_told AS SELECT s.*, l.rid"
        f" FROM ({' UNION ALL '.join(selects)}) s LEFT JOIN __stream_links l USING (number, spot)"
    )


def provenance(shape: Shape) -> Iterator[str]:
    """Give the SQL that brings the provenance up to date, rows of before first."""
    columns = "source, record_id, rule, recorded_at, written"
    values = ("source", "record", "rule", "moment", "written")
    table = shape.provenance
    told = ", ".join(f"{c} = s.{v}" for c, v in zip(columns.split(", "), values, strict=True))
    yield f"UPDATE {table} AS own SET {told} FROM __stream_told s WHERE own.rowid = s.rid"
    yield (
        f"INSERT INTO {table} (profile_key, column_name, {columns}) SELECT key, name,"
        f" {', '.join(values)} FROM __stream_told WHERE rid IS NULL ORDER BY number, spot"
    )
