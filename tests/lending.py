"""Engines lent to tests: a session that closes leaves its engine to the next one.

To start DuckDB costs a session fifteen milliseconds, most of them for functions that are the same
every time. What is lent has no file attached, no table and no setting of the one before. An engine
that was locked down can open the databases it was locked to beside its files, and is lent again to
read the same; benches share one that is locked to nothing, each with a database of its own.
"""

import re
from contextlib import suppress
from functools import cache, partial
from itertools import count
from pathlib import Path

import duckdb

from tests import files
from vibecli.engine import duckdb as engine

_start, _start_locked, _read = engine._connect, engine.DuckEngine.empty, engine.DuckEngine.read
_idle = []
_idle_locked = []  # what each is locked to, and the engine; those used last at the end
_MOST_LOCKED = 6
_LOGS = (".wal", ".wal.checkpoint", ".wal.recovery")  # beside a database, after a crash too
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
    engine._connect, engine.DuckEngine.empty, engine.DuckEngine.read = connect, empty, read


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


def read(self, database, *, lock_timeout=0.0, others=engine.NO_OTHERS, files=(), room=None):
    """Give a session on an engine locked to this database and these files, a used one if any."""
    if room is not None or not database.is_file():
        return _read(
            self, database, lock_timeout=lock_timeout, others=others, files=files, room=room
        )
    places = (database, *others.values())
    allowed = (*files, *places, *(Path(f"{path}{log}") for path in places for log in _LOGS))
    bounds = tuple((str(path.absolute()), path.is_dir()) for path in allowed)
    return engine._waiting(partial(_reading, bounds, database, others, allowed), lock_timeout)


def _reading(bounds, database, others, allowed):
    engine.check_file(database)
    host = next((held for known, held in reversed(_idle_locked) if known == bounds), None)
    if host is None:
        host = _idle.pop() if _idle else _start(":memory:")._connection
        setting = engine.DuckSession(host)
        setting.run(f"SET temp_directory = {engine.literal(engine._spill())}")
        engine._locked_down(setting, allowed)
    else:
        _idle_locked.remove((bounds, host))
    with engine._closed_on_error(Lent(host, lambda: _take_back_locked(bounds, host))) as session:
        engine._attach(session, database, engine._HOME, read_only=True)
        engine._attach_others(session, engine._HOME.strip('"'), database, others)
        session.run(f"USE {engine._HOME}")
        return session


def _take_back_locked(bounds, host):
    """Keep an engine for those who read the same again; let go of the one unused for longest."""
    for (name,) in host.execute(files.ATTACHED).fetchall():
        if name != "memory":
            host.execute(f"DETACH {engine.quote(name)}")
    _idle_locked.append((bounds, host))
    if len(_idle_locked) > _MOST_LOCKED:
        _idle_locked.pop(0)[1].close()


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
