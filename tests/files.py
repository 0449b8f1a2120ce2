"""What tests themselves do with database files: one connection attaches them and lets them go.

To open a database costs fifty milliseconds, to attach a file to one that is open a single one.
What is tested opens its own, through the engine.
"""

from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path

import duckdb

from vibecli.engine.duckdb import _DEFAULTS, DuckSession
from vibecli.engine.names import literal, quote

ATTACHED = "SELECT database_name FROM duckdb_databases() WHERE NOT internal"

_numbers = count()


@cache
def _connection():
    return duckdb.connect(":memory:")


@contextmanager
def write(path: Path):
    """Open a file for reading and writing."""
    with _attached(path, "") as session:
        yield session


@contextmanager
def read(path: Path):
    """Open a file for reading only."""
    with _attached(path, "(READ_ONLY)") as session:
        yield session


@contextmanager
def _attached(path, options):
    name = f"file{next(_numbers)}"
    with DuckSession(_connection().cursor()) as session:
        for statement in _DEFAULTS:
            session.run(statement)
        before = session.rows(ATTACHED)
        session.run(f"ATTACH {literal(str(path))} AS {name} {options}")
        try:
            session.run(f"USE {name}")
            yield session
        finally:
            session.run("USE memory")
            for (attached,) in sorted(set(session.rows(ATTACHED)) - set(before)):
                session.run(f"DETACH {quote(attached)}")
