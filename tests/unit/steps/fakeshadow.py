"""A small shadow over real DuckDB: plain statements on in-memory tables, for tests of single steps."""

from dataclasses import dataclass, field
from functools import cache

from vibecli.data.catalog import Catalog, ColumnInfo, Role, TableInfo
from vibecli.data.roles import infer_roles
from vibecli.engine.duckdb import DuckEngine, DuckSession
from vibecli.engine.names import TableName, quote
from vibecli.errors import StepFailed
from vibecli.identity.mention import spell_out
from vibecli.tagging.sample import ColumnSample

READS = ("SELECT", "DESCRIBE", "WITH", "FROM")


class Watched(DuckSession):
    """A session that counts the statements that may have changed something."""

    changes = 0

    def rows(self, sql, parameters=()):
        self.changes += not sql.lstrip("( \n").upper().startswith(READS)
        return super().rows(sql, parameters)


@dataclass
class FakeShadow:
    """Implements `steps.base.Shadow` and `Bench` well enough to run and check one step."""

    region: str | None = None
    keys: dict = field(default_factory=dict)
    roles: dict = field(default_factory=dict)

    def __post_init__(self):
        self._lent = DuckEngine().empty()
        self.session = Watched(self._lent._connection)
        self._known = None, None
        self.relationships = ()
        self.verdicts = ()
        self.saved = {}
        self.notices = []
        self.models = {}
        self.whys = {}
        self.declared = {}
        self.views = {}

    def __del__(self):
        self._lent.close()

    @property
    def catalog(self):
        stands_for = (self.session.changes, repr((self.keys, self.roles, self.relationships)))
        if self._known[0] != stands_for:
            self._known = stands_for, self._survey()
        return self._known[1]

    def _survey(self):
        names = self.session.rows(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT temporary"
            " AND database_name = current_database() ORDER BY 1, 2"
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
        place = TableName.parse(table)
        return bool(
            self.session.value(
                "SELECT count(*) FROM duckdb_tables()"
                " WHERE NOT temporary AND database_name = current_database()"
                " AND lower(schema_name) = lower(?) AND lower(table_name) = lower(?)",
                [place.schema, place.name],
            )
        )

    def table(self, name):
        described = self.session.rows(f"DESCRIBE {_sql(name)}")
        texts = self.session.rows(f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM {_sql(name)}")
        samples = tuple(
            _sample(column, kind, [row[n] for row in texts])
            for n, (column, kind, *_) in enumerate(described)
        )
        roles = _roles(name, samples) | self.roles.get(name, {})
        nullable = {column: null == "YES" for column, _, null, *_ in described}
        columns = tuple(
            ColumnInfo(name=s.name, type=s.type, role=roles[s.name], nullable=nullable[s.name])
            for s in samples
        )
        declared = tuple(column for column, _, _, key, *_ in described if key == "PRI")
        inferred = tuple(c.name for c in columns if c.role is Role.KEY)
        key = self.keys.get(name, declared or inferred)
        return TableInfo(name=name, rows=len(texts), columns=columns, key=key)

    def numbered(self, table):
        return f"(SELECT rowid AS __rid, * FROM {_sql(table)})"

    def create(self, table, select, *, keys=()):
        rows = self._kept(table, select)
        self.session.run(
            f"CREATE TABLE {_sql(table)} AS SELECT {self._own_columns('__kept')} FROM __kept"
        )
        return rows

    def replace(self, table, select, *, keys=(), gone=None):
        self.session.run(f"DROP TABLE IF EXISTS {_sql(table)}")
        return self.create(table, select, keys=keys)

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
        whys = self.session.rows("SELECT __why FROM __kept ORDER BY 1")
        return [why and spell_out(why, lambda _, record_id: record_id) for (why,) in whys]

    def _own_columns(self, table):
        names = [c.name for c in self.session.describe(f"SELECT * FROM {table}")]
        return ", ".join(quote(n) for n in names if n not in {"__rid", "__why"})

    def view(self, name, select, words=()):
        self.views[name] = select

    def evidence(self, name, rows):
        if isinstance(rows, str):
            names = [c.name for c in self.session.describe(rows)]
            found = self.session.rows(rows)
            rows = {key: [row[at] for row in found] for at, key in enumerate(names)}
        self.saved[name] = {key: list(values) for key, values in rows.items()}
        return name

    def keep_trained(self, table, trained):
        self.models[table] = trained

    def trained(self, table):
        return self.models.get(table)

    def gate(self, result, sample):
        raise AssertionError("no gate expected")

    def progress(self, done, total, what):
        assert 0 <= done <= total
        assert what


@cache
def _roles(name, samples):
    return infer_roles(name, samples)


def _sample(name, kind, values):
    texts = sorted({value for value in values if value is not None})
    nulls = values.count(None)
    return ColumnSample(name, kind, tuple(texts[:400]), len(values), len(texts), nulls)


def _sql(table):
    return TableName.parse(table).sql
