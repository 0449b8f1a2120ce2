"""A spy on the whole suite: what came in at the local model servers, and whether it should have.

It listens on the server's side and compares each request with the database of the workspace whose
egress log tells of it: below the level `values` no raw value of a personal column may be in it.
"""

import hashlib
import json
from functools import cache

from vibecli.agent.egress import LOG, Sent
from vibecli.data.survey import read_catalog
from vibecli.engine.duckdb import DuckEngine
from vibecli.errors import VibeError
from vibecli.trials.leaks import PersonalValues

heard = []  # the bodies of this test, as they came in
ASKED = "# What the person wants"


def findings(folder):
    """Give what was sent beyond its level by workspaces in a folder, and how many were judged."""
    bodies = {_digest(body): body for body in heard}
    found, judged = [], 0
    for log in folder.rglob(LOG) if bodies else ():
        lines = (Sent.model_validate_json(line) for line in log.read_text("utf-8").splitlines())
        sent = {line.sha256: line for line in lines if line.sha256 in bodies}
        values, names = _workspace(log.parents[1]) if sent else ([], "")
        for digest, line in sent.items():
            judged += 1
            if line.level != "values":
                text, known = _told(bodies[digest])
                leaked = [v for held in values for v in held.found_in(text, known + names)]
                found += [f"{log.parents[1].name}: {len(leaked)} values at {line.level}"] * bool(
                    leaked
                )
    return found, judged


def _digest(body):
    text = json.dumps(body, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _told(body):
    """Give what a request tells of the data, and what it says without it: rules and the intent."""
    messages = [m for m in body["messages"] if m["role"] != "assistant"]
    told, known = [], [messages[0]["content"]]
    for message in messages[1:]:
        data, _, asked = message["content"].partition(ASKED)
        told.append(data)
        known.append(asked)
    return "\n".join(told), "\n".join(known)


def _workspace(folder):
    """Give the personal values of the databases of a workspace, and the names of their tables."""
    paths = sorted(path for path in folder.glob("*.duckdb") if path.is_file())
    read = [_database(path, path.stat().st_mtime_ns) for path in paths]
    return [values for values, _ in read if values], " ".join(names for _, names in read)


@cache
def _database(path, _changed):
    try:
        with DuckEngine().read(path) as session:
            catalog = read_catalog(session)
            names = [c.name for t in catalog.tables for c in t.columns]
            return PersonalValues(session, catalog), " ".join(names)
    except VibeError:
        return None, ""
