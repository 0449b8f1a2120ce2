"""Which rows of a table are the after-images of a plan, though row ids may have moved since.

By key where the table has one, else by content: one row per image, equal rows counted off. Owns the
pairing relation that an undo works on; it changes no user table.
"""

from collections.abc import Sequence

from vibecli.engine.base import Session
from vibecli.engine.names import TableName, quote
from vibecli.run.changeset import StoredColumn
from vibecli.run.images import Swap, field, moved
from vibecli.run.tables import exact


def pairs_table(images: TableName) -> TableName:
    """Give the name of the relation that pairs these images with rows; dropped when done."""
    return TableName(images.schema, f"{images.name}_pairs")


def pair_rows(session: Session, swap: Swap, images: TableName, key: Sequence[str]) -> None:
    """Make the swap's relation: each image with the row id its old side has in the table now."""
    by = [c for c in swap.columns if c.name.lower() in {name.lower() for name in key}]
    if by:
        _make(session, swap, images, _by_key(swap, images, by))
        if _rows(session, swap.relation) == _rows(session, images.sql):
            return
        # Nobody declared the key, and the plan or a later change gave a row's value to another.
        session.run(f"DROP TABLE {swap.relation}")
    _make(session, swap, images, _by_content(swap, images))


def _make(session: Session, swap: Swap, images: TableName, pairs: str) -> None:
    session.run(
        f"CREATE TABLE {swap.relation} AS {pairs} UNION ALL BY NAME "
        f"SELECT __rid, __before, __after, __rid AS __image FROM {images.sql} "
        f"WHERE {swap.old} IS NULL"
    )


def _rows(session: Session, relation: str) -> int:
    return int(session.value(f"SELECT count(*) FROM {relation}"))


def unpaired(session: Session, swap: Swap) -> int:
    """Count the images whose row is gone, doubled or other than the plan left it."""
    doubled = session.value(
        f"SELECT count(*) - count(DISTINCT __rid) FROM {swap.relation} "
        f"WHERE {swap.old} IS NOT NULL AND __rid IS NOT NULL"
    )
    return int(doubled) + moved(session, swap)


def moved_images(swap: Swap) -> str:
    """Give the SELECT of the images whose row is not as the plan left it, and why."""
    old = f"c.{swap.old}"
    differ = " OR ".join(swap.differs(c, f"t.{quote(c.name)}", field(old, c)) for c in swap.columns)
    paired = f"FROM {swap.relation} c WHERE {old} IS NOT NULL"
    doubled = " OR ".join(
        f"c.{name} IN (SELECT {name} {paired} GROUP BY {name} HAVING count(*) > 1)"
        for name in ("__rid", "__image")
    )
    return (
        f"SELECT c.__image AS image, CASE WHEN t.rowid IS NULL THEN 'gone' ELSE 'changed' END "
        f"AS why FROM {swap.relation} c LEFT JOIN {swap.table.sql} t ON t.rowid = c.__rid "
        f"WHERE {old} IS NOT NULL AND (t.rowid IS NULL OR {differ}) UNION ALL "
        f"SELECT c.__image, 'not the only one' {paired} AND ({doubled})"
    )


def clashing_images(swap: Swap, key: Sequence[str]) -> str:
    """Give the SELECT of the images whose key, put back, the table holds already."""
    by = [c for c in swap.columns if c.name.lower() in {name.lower() for name in key}]
    if not by:
        return "SELECT 0::BIGINT AS image, '' AS why WHERE false"
    return (
        f"SELECT c.__image AS image, 'there again' AS why FROM {swap.relation} c SEMI JOIN "
        f"(SELECT * FROM {swap.table.sql} WHERE rowid NOT IN (SELECT __rid FROM "
        f"{swap.relation} WHERE {swap.old} IS NOT NULL AND __rid IS NOT NULL)) t "
        f"ON {_equal(swap, by, 't', f'c.{swap.new}')} WHERE c.{swap.new} IS NOT NULL"
    )


def _by_key(swap: Swap, images: TableName, key: Sequence[StoredColumn]) -> str:
    return (
        f"SELECT t.rowid AS __rid, c.__before, c.__after, c.__rid AS __image FROM {images.sql} c "
        f"LEFT JOIN {swap.table.sql} t ON {_equal(swap, key, 't', f'c.{swap.old}')} "
        f"WHERE c.{swap.old} IS NOT NULL"
    )


def _by_content(swap: Swap, images: TableName) -> str:
    """Pair the n-th of the equal images with the n-th of the equal rows."""
    image = [_exact(swap, field(f"c.{swap.old}", c), c) for c in swap.columns]
    current = [_exact(swap, f"t.{quote(c.name)}", c) for c in swap.columns]
    return (
        f"WITH wanted AS (SELECT c.*, {_aliased(image)}, row_number() OVER "
        f"(PARTITION BY {', '.join(image)} ORDER BY c.__rid) AS __n "
        f"FROM {images.sql} c WHERE c.{swap.old} IS NOT NULL), "
        f"held AS (SELECT t.rowid AS __row, {_aliased(current)}, row_number() OVER "
        f"(PARTITION BY {', '.join(current)} ORDER BY t.rowid) AS __n FROM {swap.table.sql} t "
        f"SEMI JOIN wanted w ON {_same(current, 'w')}) "
        f"SELECT h.__row AS __rid, w.__before, w.__after, w.__rid AS __image "
        f"FROM wanted w LEFT JOIN held h "
        f"ON w.__n = h.__n AND {_same([f'h.__v{n}' for n in range(len(image))], 'w')}"
    )


def _aliased(expressions: Sequence[str]) -> str:
    return ", ".join(f"{text} AS __v{n}" for n, text in enumerate(expressions))


def _same(expressions: Sequence[str], other: str) -> str:
    return " AND ".join(
        f"{text} IS NOT DISTINCT FROM {other}.__v{n}" for n, text in enumerate(expressions)
    )


def _equal(swap: Swap, key: Sequence[StoredColumn], table: str, image: str) -> str:
    return " AND ".join(
        f"{_exact(swap, f'{table}.{quote(c.name)}', c)} IS NOT DISTINCT FROM "
        f"{_exact(swap, field(image, c), c)}"
        for c in key
    )


def _exact(swap: Swap, expression: str, column: StoredColumn) -> str:
    return exact(expression, column.type, collated=swap.collated)
