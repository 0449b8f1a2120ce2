"""Fingerprints: what a table held and what the database file looked like when a plan read them.

Owns how they are computed. hash() may differ between engine versions, so a fingerprint means
something only beside the engine's version; it never leaves a value behind.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from vibecli.engine.base import NO_OTHERS, Others, Session
from vibecli.engine.names import TableName, quote
from vibecli.run.model import FileFacts, Fingerprint
from vibecli.run.tables import compares_other, exact


def fingerprint(
    session: Session, table: str, only: Collection[str] | None = None, *, catalog: str = ""
) -> Fingerprint:
    """Give row count, two order-free hashes and the shape of a table.

    Args:
        session: where the table can be read.
        table: its text name.
        only: names of the columns to hash; all without.
        catalog: the database it is in, where it is not the session's own.
    """
    name = TableName.parse(table)
    source = f"{quote(catalog)}.{name.sql}" if catalog else name.sql
    columns = session.describe(f"SELECT * FROM {source}")
    wanted = {name.lower() for name in only or ()}
    hashed = [c for c in columns if only is None or c.name.lower() in wanted]
    collated = compares_other(session)
    values = [exact(f"__t.{quote(c.name)}", c.type, collated=collated) for c in hashed]
    rows, xor, total = session.rows(
        "SELECT count(*), coalesce(bit_xor(h), 0)::VARCHAR, coalesce(sum(h), 0)::VARCHAR"
        f" FROM (SELECT hash({', '.join(values) or '1'}) AS h FROM {source} AS __t)"
    )[0]
    return Fingerprint(
        table=name.text,
        rows=rows,
        xor=xor,
        sum=total,
        columns=None if len(hashed) == len(columns) else tuple(c.name for c in hashed),
        shape=hashlib.sha256(repr([*map(tuple, columns)]).encode()).hexdigest(),
    )


def file_facts(database: Path, others: Others = NO_OTHERS) -> FileFacts:
    """Give size and time of the database file and of those read beside, and size of the log."""
    stat = database.stat()
    log = database.with_name(database.name + ".wal")
    return FileFacts(
        size=stat.st_size,
        mtime_ns=stat.st_mtime_ns,
        wal_size=log.stat().st_size if log.exists() else 0,
        attached={name: file_facts(path) for name, path in others.items() if path.exists()},
    )


def content_hash(session: Session, tables: Mapping[str, Sequence[str]]) -> str:
    """Give one hash over the content of tables (name to columns), whatever the order of rows."""
    digest = hashlib.sha256()
    for table in sorted(tables):
        digest.update(fingerprint(session, table, tables[table]).model_dump_json().encode())
    return digest.hexdigest()
