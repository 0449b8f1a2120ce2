"""Random databases and random plans over them, each step beside the plain statements it stands for.

`worlds()` draws both for hypothesis. A table is declared twice: as the user has it, and without its
constraints, for the copy that plain statements change. Those look only at the outcome, not at how a
constraint stands in between, so the constraints are tried on the outcome.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

from hypothesis import strategies as st

from vibecli.engine.names import quote

VALUES = {
    "BOOLEAN": ("true", "false"),
    "TINYINT": ("-128", "0", "7"),
    "SMALLINT": ("-32768", "12"),
    "INTEGER": ("-1", "0", "2147483647"),
    "BIGINT": ("9223372036854775807", "0", "-5"),
    "HUGEINT": ("-170141183460469231731687303715884105728", "1"),
    "UTINYINT": ("0", "255"),
    "UBIGINT": ("18446744073709551615", "3"),
    "UHUGEINT": ("340282366920938463463374607431768211455", "0"),
    "FLOAT": ("'nan'", "'inf'", "-0.0", "0.0", "0.1"),
    "DOUBLE": ("'nan'", "'-inf'", "-0.0", "0.0", "1e308", "0.1"),
    "DECIMAL(5,2)": ("999.99", "-0.01", "0"),
    "DECIMAL(38,10)": ("12345678901234567890.0123456789", "-1"),
    "VARCHAR": ("''", "' Ana '", "'ana'", "'ANA'", "'NULL'", "'ß-ä'", "'o''b\"c'", "'\U0001f600'"),
    "BLOB": (r"'\x00\xFF'", "'a'", "''"),
    "DATE": ("'2024-02-29'", "'infinity'", "'0044-03-15 (BC)'"),
    "TIME": ("'00:00:00'", "'23:59:59.999999'"),
    "TIME WITH TIME ZONE": ("'12:00:00+02'", "'10:00:00+00'"),
    "TIMESTAMP": ("'2024-02-29 12:00:00.000001'", "'-infinity'"),
    "TIMESTAMP_S": ("'2024-02-29 12:00:00'", "'1969-12-31 23:59:59'"),
    "TIMESTAMP_MS": ("'2024-02-29 12:00:00.001'",),
    "TIMESTAMP_NS": ("'2024-02-29 12:00:00.123456789'",),
    "TIMESTAMP WITH TIME ZONE": ("'2024-03-31 02:30:00+01'", "'2024-03-31 01:30:00+00'"),
    "INTERVAL": ("'1 month'", "'30 days'", "'-1 year 2 hours'"),
    "UUID": ("'00000000-0000-0000-0000-000000000001'",),
    "BIT": ("'0101'", "'1'"),
    "JSON": ("'{\"a\": [1, null]}'", "'null'", "'[]'"),
    "ENUM('x', 'y, z', 'it''s')": ("'x'", "'y, z'", "'it''s'"),
    "INTEGER[]": ("[1, NULL, 3]", "[]"),
    "VARCHAR[][]": ("[['a', NULL], []]", "[NULL]"),
    "DOUBLE[2]": ("[1, -0.0]", "['nan', NULL]"),
    'STRUCT(a INTEGER, "b, ""c" VARCHAR)': ("{'a': 1, 'b, \"c': NULL}", "{'a': NULL, 'b, \"c': ''}"),
    "STRUCT(x STRUCT(y DATE[])[])": ("{'x': [{'y': ['2024-01-01']}, NULL]}", "{'x': NULL}"),
    "MAP(VARCHAR, INTEGER)": ("MAP {'k': 1, 'l': NULL}", "MAP {}"),
    "MAP(INTEGER, VARCHAR[])": ("MAP {1: ['a']}",),
    "UNION(n INTEGER, s VARCHAR)": ("union_value(n := 1)", "union_value(s := '1')"),
}  # fmt: skip
WORDS = "VARCHAR"
NAMES = ["v", "value 2", "Größe", "select", 'a "b"', "x.y", "order"]
TABLES = ["people", "visits", "crm.orders", '"odd one"."Table 1"']
PICKS = ["true", "false", "k % 2 = 0", "k > 2", "k IN (0, 3)", "{c} IS NULL", "{c} IS NOT NULL"]


CHANCE = st.randoms(use_true_random=True)  # of one draw: rows are many, and need no shrinking


def typed(kind, value):
    return f"CAST({value} AS {kind})"


class Column(NamedTuple):
    """A column of a table, and what is declared of it."""

    name: str
    kind: str
    default: str = ""
    rule: str = ""  # NOT NULL, UNIQUE or CHECK
    computed: str = ""

    def declared(self, strict):
        if self.computed:
            return f"{quote(self.name)} {self.kind} GENERATED ALWAYS AS ({self.computed})"
        default = f" DEFAULT {self.default}" if self.default else ""
        rule = f" {self.rule}" if strict and self.rule else ""
        return f"{quote(self.name)} {self.kind}{default}{rule}"


@dataclass(frozen=True)
class Table:
    """A table as the plan has left it so far."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()  # declared
    parent: str = ""  # `k` refers to its `k`
    rows: tuple[tuple[str, ...], ...] = ()
    extra: tuple[str, ...] = ()  # an index, a comment, a view
    reshaped: bool = False  # made or made anew by the plan

    @property
    def written(self):
        return tuple(column for column in self.columns if not column.computed)

    def sql(self, *, strict=True):
        """Give the statements that make it, with its constraints or without."""
        parts = [column.declared(strict) for column in self.columns]
        if strict and self.key:
            parts.append(f"PRIMARY KEY ({', '.join(map(quote, self.key))})")
        if strict and self.parent:
            parts.append(f"FOREIGN KEY (k) REFERENCES {self.parent} (k)")
        made = f"CREATE TABLE {self.name} ({', '.join(parts)})"
        names = ", ".join(quote(column.name) for column in self.written)
        rows = ", ".join(f"({', '.join(row)})" for row in self.rows)
        filled = [f"INSERT INTO {self.name} ({names}) VALUES {rows}"] if rows else []
        return [made, *filled, *(self.extra if strict else ())]

    def listed(self, *, but=()):
        """Give the columns that are written, for a SELECT."""
        return ", ".join(quote(c.name) for c in self.written if c.name not in but)


class Move(NamedTuple):
    """One step of a plan, the plain statements it stands for, and what those must not find."""

    step: dict
    plain: tuple[str, ...]
    never: str = ""  # a count that must be 0, or the step must be refused


@dataclass
class World:
    """A database and a plan over it."""

    tables: list[Table]
    moves: list[Move]

    @property
    def schemas(self):
        return ["crm", '"odd one"']


@st.composite
def worlds(draw):
    """Draw a database and a plan of one to five steps over it."""
    tables = []
    for name in TABLES[: draw(st.sampled_from([1, 2, 3]))]:
        tables.append(
            draw(_tables(name, [t for t in tables if t.key == ("k",) and "." not in name]))
        )
    now, moves = {table.name: table for table in tables}, []
    for number in range(1, draw(st.sampled_from([1, 2, 3, 4, 5])) + 1):
        moves.append(draw(_moves(number, now, moves)))
    return World(tables, moves)


@st.composite
def _tables(draw, name, parents):
    kind = draw(st.sampled_from(["keyed", "composite", "keyless", "unique"]))
    columns = [Column("k", "INTEGER")]
    if kind == "composite":
        columns.append(Column("K 2", WORDS))
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    kinds = st.one_of(st.just(WORDS), st.sampled_from(list(VALUES)))
    columns += [draw(_columns(column, draw(kinds))) for column in names]
    if draw(st.integers(0, 3)) == 0:
        columns.append(Column("twice", "BIGINT", computed="CAST(k AS BIGINT) * 2"))
    keys = {"keyed": ("k",), "composite": ("k", "K 2")}
    parent = draw(st.sampled_from(parents)) if parents and draw(st.booleans()) else None
    made = Table(name, tuple(columns), keys.get(kind, ()), parent.name if parent else "")
    return replace(made, rows=draw(_rows(made, kind, parent)), extra=draw(_extras(made)))


@st.composite
def _columns(draw, name, kind):
    default = draw(st.sampled_from(VALUES[kind])) if draw(st.integers(0, 3)) == 0 else ""
    rules = ["", "", "", "NOT NULL"]
    if kind == "INTEGER":
        rules += [f"CHECK ({quote(name)} < 1000)", "UNIQUE"]
    if kind == WORDS:
        rules += ["UNIQUE", f"CHECK (length({quote(name)}) < 8)"]
    return Column(name, kind, typed(kind, default) if default else "", draw(st.sampled_from(rules)))


@st.composite
def _rows(draw, table, kind, parent):
    chance = draw(CHANCE)
    parents = [row[0] for row in parent.rows] if parent else []
    count = draw(st.sampled_from([3, 8, 5, 1, 12, 0]))
    if parent:
        count = min(count, len(parents))
    rows = []
    for number in range(count):
        key = str(number // 2 if kind == "keyless" else number)
        key = parents[number % len(parents)] if parent else key
        rows.append((key, *(_cell(chance, column, number) for column in table.written[1:])))
        if kind == "keyless" and chance.random() < 0.4:
            rows.append(rows[-1])
    unique = any(column.rule == "UNIQUE" for column in table.columns)
    return tuple(dict.fromkeys(rows)) if unique else tuple(rows)


def _cell(chance, column, number):
    """Give a value that the column's own rule takes."""
    if column.name == "K 2":
        return chance.choice(["'a'", "'A'", "'ä'"])
    if column.rule == "UNIQUE":
        return f"'u{number}'" if column.kind == WORDS else str(number)
    fit = [v for v in VALUES[column.kind] if "CHECK" not in column.rule or len(v) < 8]
    value = typed(column.kind, chance.choice(fit))
    return value if column.rule == "NOT NULL" or chance.random() < 0.75 else "NULL"


@st.composite
def _extras(draw, table):
    column = quote(draw(st.sampled_from(table.written)).name)
    chosen = draw(st.sampled_from(["", "", "index", "comment", "view"]))
    number = TABLES.index(table.name)
    schema = "" if "." not in table.name else table.name.partition(".")[0] + "."
    return {
        "": (),
        "index": (f"CREATE INDEX by_k{number} ON {table.name} (k)",),
        "comment": (f"COMMENT ON COLUMN {table.name}.{column} IS 'what; it''s'",),
        "view": (f"CREATE VIEW {schema}seen{number} AS SELECT k FROM {table.name}",),
    }[chosen]


@st.composite
def _moves(draw, number, now, moves):
    """Draw one step on the tables as they are now, which it changes."""
    table = draw(st.sampled_from(sorted(now.values(), key=lambda t: t.name)))
    kinds = [_update, _update, _upsert, _append, _append, _replace, _reshape, _create, _remove]
    kind = draw(st.sampled_from([*kinds, _remove, _clean, _clean, _query, _check]))
    move, after = draw(kind(table, now, number))
    if after is not None:
        now[after.name] = after
    told = {"id": f"s{number}", "why": "as said", "needs": []}
    return move._replace(step={**told, **move.step})


def _write(mode, table, select, *, plain, never="", keys=()):
    step = {"kind": "write", "mode": mode, "target": table.name, "keys": list(keys)}
    taken = f"CREATE OR REPLACE TEMP TABLE given AS {select}"
    return Move({**step, "select": select}, (taken, *plain), never)


@st.composite
def _picked(draw, table):
    column = quote(draw(st.sampled_from(table.columns)).name)
    return draw(st.sampled_from(PICKS)).format(c=column)


@st.composite
def _new(draw, column, table, now):
    """An expression for a column: a value, none, its own, or one of another table."""
    own = [quote(c.name) for c in table.columns if c.kind == column.kind]
    others = [
        f"(SELECT max({quote(c.name)}) FROM {other.name})"
        for other in now.values()
        for c in other.columns
        if c.kind == column.kind and column.kind in ("INTEGER", "BIGINT", "DATE", WORDS)
    ]
    value = typed(column.kind, draw(st.sampled_from(VALUES[column.kind])))
    words = [f"upper({quote(column.name)})"] if column.kind == WORDS else []
    choices = [value, value, f"CAST(NULL AS {column.kind})", *own, *others, *words]
    made = draw(st.sampled_from(choices))
    return f"CASE WHEN k % 2 = 0 THEN {made} ELSE {value} END" if draw(st.booleans()) else made


@st.composite
def _update(draw, table, now, number):
    keys = table.key or ("k",)
    columns = [c for c in table.written if c.name not in keys] or [table.columns[0]]
    chosen = draw(st.lists(st.sampled_from(columns), min_size=1, max_size=2, unique=True))
    names = ", ".join(map(quote, keys))
    values = [f"{draw(_new(c, table, now))} AS {quote(c.name)}" for c in chosen if c.name != "k"]
    if not values:
        return draw(_check(table, now, number))
    distinct = ""
    if not table.key and draw(st.integers(0, 4)):
        order = f"CAST(row({table.listed()}) AS VARCHAR)"
        distinct = f" QUALIFY row_number() OVER (PARTITION BY k ORDER BY {order}) = 1"
    select = f"SELECT {names}, {', '.join(values)} FROM {table.name} WHERE {draw(_picked(table))}{distinct}"
    sets = ", ".join(f"{quote(c.name)} = given.{quote(c.name)}" for c in chosen)
    move = _write("update", table, select, keys=keys, never=_repeated(keys), plain=(
        f"UPDATE {table.name} AS t SET {sets} FROM given WHERE {_same(keys)}",
    ))  # fmt: skip
    return move, None


def _same(keys):
    return " AND ".join(f"t.{quote(key)} = given.{quote(key)}" for key in keys)


def _repeated(keys):
    names = ", ".join(map(quote, keys))
    empty = " OR ".join(f"{quote(key)} IS NULL" for key in keys)
    return f"SELECT count(*) FROM (SELECT 1 FROM given WHERE NOT ({empty}) GROUP BY {names} HAVING count(*) > 1)"


@st.composite
def _added(draw, table, *, key_from=0):
    """A SELECT of a few new rows, which may leave columns out."""
    chance = draw(CHANCE)
    left = [c for c in table.written if c.name not in ("k", "K 2") and chance.random() < 0.2]
    columns = [c for c in table.written if c not in left]
    numbers = range(draw(st.sampled_from([1, 2, 3, 0])))
    rows = [
        [str(key_from + n), *(_cell(chance, c, key_from + n) for c in columns[1:])] for n in numbers
    ]
    heads = ", ".join(f"CAST(NULL AS {c.kind}) AS {quote(c.name)}" for c in columns)
    selects = [f"SELECT {heads} WHERE false"] + [f"SELECT {', '.join(row)}" for row in rows]
    return " UNION ALL ".join(selects), columns


@st.composite
def _upsert(draw, table, now, _):
    keys = table.key or ("k",)
    select, columns = draw(_added(table, key_from=draw(st.sampled_from([0, 2, 7, 50]))))
    values = [c for c in columns if c.name not in keys]
    sets = ", ".join(f"{quote(c.name)} = given.{quote(c.name)}" for c in values)
    fresh = f"CREATE OR REPLACE TEMP TABLE fresh AS FROM given ANTI JOIN {table.name} AS t ON {_same(keys)}"
    changed = (
        [f"UPDATE {table.name} AS t SET {sets} FROM given WHERE {_same(keys)}"] if values else []
    )
    plain = (fresh, *changed, f"INSERT INTO {table.name} BY NAME FROM fresh")
    return _write("upsert", table, select, keys=keys, never=_repeated(keys), plain=plain), None


@st.composite
def _append(draw, table, now, _):
    if draw(st.booleans()):
        select, _ = draw(_added(table, key_from=draw(st.sampled_from([1, 60, 90]))))
    else:
        names = table.listed(but=("k",))
        select = f"SELECT k + {draw(st.sampled_from([0, 100]))} AS k{', ' if names else ''}{names} FROM {table.name} WHERE {draw(_picked(table))}"
    return _write(
        "append", table, select, plain=(f"INSERT INTO {table.name} BY NAME FROM given",)
    ), None


@st.composite
def _replace(draw, table, now, _):
    where = draw(_picked(table))
    select = f"SELECT {table.listed()} FROM {table.name} WHERE {where}"
    if draw(st.booleans()):
        column = draw(st.sampled_from(table.written))
        names = table.listed(but=(column.name,))
        new = "k" if column.name == "k" else draw(_new(column, table, now))
        select = f"SELECT {names}{', ' if names else ''}{new} AS {quote(column.name)} FROM {table.name} WHERE {where}"
    plain = (f"DELETE FROM {table.name}", f"INSERT INTO {table.name} BY NAME FROM given")
    return _write("replace", table, select, plain=plain), None


@st.composite
def _reshape(draw, table, now, number):
    """Replace the table by one with other columns, where nothing hangs on it."""
    if table.extra or table.parent or any(other.parent == table.name for other in now.values()):
        return draw(_replace(table, now, number))
    kept = [c for c in table.written if c.name == "k" or draw(st.booleans())]
    if len(kept) == len(table.written):
        kept = [*kept, Column(f"new{number}", "BIGINT")]
    values = ", ".join(
        f"CAST(k AS BIGINT) AS {c.name}" if c.name.startswith("new") else quote(c.name)
        for c in kept
    )
    select = f"SELECT {values} FROM {table.name} WHERE {draw(_picked(table))}"
    plain = f"DROP TABLE {table.name}", f"CREATE TABLE {table.name} AS FROM given"
    columns = tuple(Column(c.name, c.kind) for c in kept)
    return _write("replace", table, select, plain=plain), Table(table.name, columns, reshaped=True)


@st.composite
def _create(draw, table, now, number):
    made = f"{draw(st.sampled_from(['', 'fresh.', 'crm.']))}made{number}"
    select = f"SELECT {table.listed()} FROM {table.name} WHERE {draw(_picked(table))}"
    columns = tuple(Column(c.name, c.kind) for c in table.written)
    after = Table(made, columns, reshaped=True)
    schema, _, _ = made.rpartition(".")
    plain = [f"CREATE SCHEMA IF NOT EXISTS {schema}"] if schema else []
    plain.append(f"CREATE TABLE {made} AS FROM given")
    return _write("create", after, select, plain=tuple(plain)), after


@st.composite
def _remove(draw, table, now, _):
    column = draw(st.sampled_from(table.written))
    columns = list(dict.fromkeys(["k", column.name])) if draw(st.booleans()) else [column.name]
    select = (
        f"SELECT {', '.join(map(quote, columns))} FROM {table.name} WHERE {draw(_picked(table))}"
    )
    same = " AND ".join(f"t.{quote(c)} IS NOT DISTINCT FROM given.{quote(c)}" for c in columns)
    some = " OR ".join(f"given.{quote(c)} IS NOT NULL" for c in columns)
    plain = (
        f"CREATE OR REPLACE TEMP TABLE given AS {select}",
        f"DELETE FROM {table.name} AS t WHERE EXISTS (SELECT 1 FROM given WHERE {same} AND ({some}))",
    )
    return Move({"kind": "remove", "target": table.name, "keys_select": select}, plain), None


@st.composite
def _clean(draw, table, now, number):
    words = [column for column in table.written if column.kind == WORDS]
    if not words:
        return draw(_update(table, now, number))
    name = draw(st.sampled_from(words)).name
    op, args, form = draw(
        st.sampled_from(
            [
                ("upper", (), "upper({c})"),
                ("lower", (), "lower({c})"),
                ("trim", (), "trim({c})"),
                ("remove", ("-",), "replace({c}, '-', '')"),
                ("replace", ("ana", "Ana"), "CASE {c} WHEN 'ana' THEN 'Ana' ELSE {c} END"),
            ]
        )
    )
    where = draw(_picked(table))
    rules = [{"column": name, "op": op, "args": list(args)}]
    step = {"kind": "clean", "table": table.name, "rules": rules, "where": where}
    setting = f"{quote(name)} = {form.format(c=quote(name))}"
    return Move(step, (f"UPDATE {table.name} SET {setting} WHERE {where}",)), None


@st.composite
def _query(draw, table, now, number):
    """A query step, which reads and writes nothing."""
    select = f"SELECT count(*) AS n, max(k) AS most FROM {table.name} WHERE {draw(_picked(table))}"
    return Move({"kind": "query", "select": select}, (select,)), None


@st.composite
def _check(draw, table, now, number):
    """A gate that warns."""
    select = f"SELECT k FROM {table.name} WHERE {draw(_picked(table))}"
    step = {"kind": "check", "name": "some rows", "select": select, "severity": "warn"}
    return Move(step, (select,)), None
