"""Engines lent to tests: a session that closes leaves its engine to the next one.

To start DuckDB costs a session fifteen milliseconds, most of them for functions that are the same
every time. What is lent has no file attached, no table and no setting of the one before. An engine
that was locked down is never lent again; benches share one that is, each with a database of its own.
"""

import re
from contextlib import suppress
from functools import cache
from itertools import count

import duckdb

from tests import files
from vibecli.engine import duckdb as engine

_start, _start_locked = engine._connect, engine.DuckEngine.empty
_idle = []
_numbers = count()
_KEPT = re.compile(r"memory|bench\d+")
LOCKED = "SELECT current_setting('lock_configuration')"
STATE = """
SELECT (SELECT list(database_name) FROM duckdb_databases() WHERE NOT internal),
    NOT EXISTS (FROM duckdb_tables() WHERE database_name = 'memory')
    AND NOT EXISTS (FROM duckdb_views() WHERE NOT internal AND database_name = 'memory')
"""


def install():
    """Have every session in memory of this process lent."""
    engine._connect, engine.DuckEngine.empty = connect, empty


class Lent(engine.DuckSession):
    """A session of an engine that outlives it."""

    def __init__(self, host, give_back):
        super().__init__(host.cursor())
        self._give_back = give_back

    def close(self):
        super().close()
        give_back, self._give_back = self._give_back, lambda: None
        give_back()


def connect(target):
    """Give a session on an engine in memory, a used one where there is one."""
    if target != ":memory:":
        return _start(target)
    host = _idle.pop() if _idle else _start(target)._connection
    session = Lent(host, lambda: _take_back(host))
    for statement in engine._DEFAULTS:
        session.run(statement)
    return session


def _take_back(host):
    """Keep an engine as it was when it started; let go of one that cannot be made so."""
    with suppress(duckdb.Error):
        if not host.execute(LOCKED).fetchone()[0]:
            attached, as_started = host.execute(STATE).fetchone()
            for name in set(attached) - {"memory"}:
                host.execute(f"DETACH {engine.quote(name)}")
            if as_started:
                host.execute("RESET GLOBAL checkpoint_threshold")
                _idle.append(host)
                return
    host.close()


def empty(_):
    """Give an empty throw-away database on the one engine that is locked down."""
    name = f"bench{next(_numbers)}"
    session = Lent(_locked(), lambda: _detach(name))
    session.run(f"ATTACH ':memory:' AS {name}")
    session.run(f"USE {name}")
    return session


def _detach(name):
    """Detach a bench's database and what was attached beside it; others may still be in use."""
    attached = [row[0] for row in _locked().execute(files.ATTACHED).fetchall()]
    for one in (name, *(other for other in attached if not _KEPT.fullmatch(other))):
        _locked().execute(f"DETACH {engine.quote(one)}")


@cache
def _locked():
    return _start_locked(engine.DuckEngine())._connection
