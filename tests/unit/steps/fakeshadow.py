"""A small shadow over real DuckDB: plain statements on in-memory tables, for tests of single steps."""

from dataclasses import dataclass, field

from vibecli.data.catalog import Catalog, ColumnInfo, Role, TableInfo
from vibecli.data.roles import ColumnSample, infer_roles
from vibecli.engine.duckdb import DuckEngine
from vibecli.engine.names import TableName, quote
from vibecli.errors import StepFailed


@dataclass
class FakeShadow:
    """Implements `steps.base.Shadow` and `Bench` well enough to run and check one step."""

    region: str | None = None
    keys: dict = field(default_factory=dict)
    roles: dict = field(default_factory=dict)

    def __post_init__(self):
        self.session = DuckEngine().empty()
        self.relationships = ()
        self.saved = {}
        self.whys = {}
        self.declared = {}
        self.views = {}

    @property
    def catalog(self):
        names = self.session.rows(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT temporary ORDER BY 1, 2"
        )
        tables = tuple(self.table(TableName(*name).text) for name in names)
        return Catalog(tables=tables, relationships=self.relationships)

    def sql(self, *statements):
        for statement in statements:
            self.session.run(statement)
        return self

    def rows(self, sql):
        return self.session.rows(sql)

    # Bench

    def bind(self, select):
        return self.session.describe(select)

    def declare(self, table, columns):
        self.declared[table] = tuple(columns)

    # Shadow

    def columns(self, table):
        if not self.exists(table):
            return None
        return self.session.describe(f"SELECT * FROM {_sql(table)}")

    def exists(self, table):
        schema, name = TableName.parse(table)
        return bool(
            self.session.value(
                "SELECT count(*) FROM duckdb_tables()"
                " WHERE NOT temporary AND lower(schema_name) = lower(?) AND lower(table_name) = lower(?)",
                [schema, name],
            )
        )

    def table(self, name):
        rows = self.session.value(f"SELECT count(*) FROM {_sql(name)}")
        samples = [self._sample(name, column, rows) for column in self.columns(name)]
        roles = infer_roles(name, samples) | self.roles.get(name, {})
        nullable = self._nullable(name)
        columns = tuple(
            ColumnInfo(name=s.name, type=s.type, role=roles[s.name], nullable=nullable[s.name])
            for s in samples
        )
        inferred = tuple(c.name for c in columns if c.role is Role.KEY)
        key = self.keys.get(name, self._declared(name) or inferred)
        return TableInfo(name=name, rows=rows, columns=columns, key=key)

    def _declared(self, name):
        schema, table = TableName.parse(name)
        rows = self.session.rows(
            "SELECT constraint_column_names FROM duckdb_constraints()"
            " WHERE constraint_type = 'PRIMARY KEY' AND schema_name = ? AND table_name = ?",
            [schema, table],
        )
        return tuple(rows[0][0]) if rows else ()

    def _nullable(self, name):
        schema, table = TableName.parse(name)
        rows = self.session.rows(
            "SELECT column_name, is_nullable FROM duckdb_columns()"
            " WHERE lower(schema_name) = lower(?) AND lower(table_name) = lower(?)",
            [schema, table],
        )
        return dict(rows)

    def _sample(self, table, column, rows):
        own = quote(column.name)
        values = self.session.rows(
            f"SELECT CAST({own} AS VARCHAR), count(*) FROM {_sql(table)}"
            " WHERE 1 = 1 GROUP BY 1 ORDER BY 1"
        )
        texts = [value for value, _ in values if value is not None]
        nulls = sum(count for value, count in values if value is None)
        return ColumnSample(column.name, column.type, tuple(texts[:400]), rows, len(texts), nulls)

    def numbered(self, table):
        return f"(SELECT rowid AS __rid, * FROM {_sql(table)})"

    def create(self, table, select, *, keys=()):
        self.session.run(f"CREATE TABLE {_sql(table)} AS {select}")
        return self.session.value(f"SELECT count(*) FROM {_sql(table)}")

    def replace(self, table, select, *, keys=()):
        self.session.run(f"CREATE OR REPLACE TABLE {_sql(table)} AS {select}")
        return self.session.value(f"SELECT count(*) FROM {_sql(table)}")

    def insert(self, table, select):
        rows = self._kept(table, select)
        own = self._own_columns("__kept")
        self.session.run(f"INSERT INTO {_sql(table)} BY NAME SELECT {own} FROM __kept")
        return rows

    def update(self, table, select):
        self.session.run(f"CREATE OR REPLACE TEMP TABLE __kept AS {select}")
        names = [c.name for c in self.session.describe("SELECT * FROM __kept")]
        changed = [n for n in names if n not in {"__rid", "__why"}]
        if self.session.value("SELECT count(*) - count(DISTINCT __rid) FROM __kept"):
            raise StepFailed("rows matched more than once")
        differs = " OR ".join(f"t.{quote(n)} IS DISTINCT FROM k.{quote(n)}" for n in changed)
        join = f"{_sql(table)} t JOIN __kept k ON t.rowid = k.__rid"
        self.session.run(
            f"CREATE OR REPLACE TEMP TABLE __kept AS SELECT k.* FROM {join} WHERE {differs}"
        )
        if "__why" in names:
            self.whys.setdefault(table, []).extend(self._whys())
        sets = ", ".join(f"{quote(n)} = k.{quote(n)}" for n in changed)
        self.session.run(f"UPDATE {_sql(table)} t SET {sets} FROM __kept k WHERE t.rowid = k.__rid")
        return self.session.value("SELECT count(*) FROM __kept")

    def delete(self, table, select):
        rows = self._kept(table, select)
        self.session.run(f"DELETE FROM {_sql(table)} WHERE rowid IN (SELECT __rid FROM __kept)")
        return rows

    def _kept(self, table, select):
        self.session.run(f"CREATE OR REPLACE TEMP TABLE __kept AS {select}")
        if "__why" in [c.name for c in self.session.describe("SELECT * FROM __kept")]:
            self.whys.setdefault(table, []).extend(self._whys())
        return self.session.value("SELECT count(*) FROM __kept")

    def _whys(self):
        return [row[0] for row in self.session.rows("SELECT __why FROM __kept ORDER BY 1")]

    def _own_columns(self, table):
        names = [c.name for c in self.session.describe(f"SELECT * FROM {table}")]
        return ", ".join(quote(n) for n in names if n not in {"__rid", "__why"})

    def view(self, name, select):
        self.views[name] = select

    def evidence(self, name, arrays):
        self.saved[name] = {key: list(values) for key, values in arrays.items()}
        return name

    def gate(self, result, sample):
        raise AssertionError("no gate expected")

    def progress(self, done, total, what):
        assert 0 <= done <= total
        assert what


def _sql(table):
    return TableName.parse(table).sql
