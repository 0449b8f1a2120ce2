"""Keys nobody declared: which column, or which few together, tell the rows of a table apart.

Reads only. Prefers names that say so, and finds no key rather than one that is unique by chance.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

from vibecli.data.catalog import FIRST_EVENT, Role, is_kept
from vibecli.engine.base import Column, Session
from vibecli.engine.names import quote
from vibecli.tagging.name_tokens import name_tokens
from vibecli.tagging.sample import ColumnSample
from vibecli.tagging.table_words import ID_WORDS

# A key is seen wherever its row is: what says who somebody is comes last.
_BEST = (Role.KEY, Role.CODE, Role.EMAIL)
_MAX_PARTS = 3
_MAX_CANDIDATES = 6
_MIN_ROWS = 10  # fewer rows are told apart by almost anything
_PART_WORDS = ID_WORDS | {"line", "position", "pos", "seq", "sequence", "index", "version"}
_REPEATED = 0.8  # an id and a category are a key only where the id itself clearly repeats
_UNFIT = ("DOUBLE", "FLOAT", "REAL", "BOOLEAN", "STRUCT", "MAP", "UNION", "BLOB", "JSON")
KEPT_KEYS = (("model", "version"), ("name",))  # of tables that vibecli itself keeps
NAMING = ("model", "customers", "reads", "name")  # their columns that plans are made by


def kept_key(table: str, columns: Collection[str]) -> tuple[str, ...]:
    """Give the key of a table that vibecli itself keeps; none of any other."""
    keys = KEPT_KEYS if is_kept(table) else ()
    return next((key for key in keys if set(key) <= set(columns)), ())


def kept_naming(table: str) -> tuple[str, ...]:
    """Give the columns of such a table whose values are told however few rows there are."""
    return NAMING if is_kept(table) else ()


def may_be_key(column: Column) -> bool:
    """Tell whether a column's type can identify rows."""
    return not column.type.startswith(_UNFIT) and not column.type.endswith("]")


def find_key(
    session: Session,
    relation: str,
    rows: int,
    samples: Sequence[ColumnSample],
    roles: Mapping[str, Role | None],
    private: frozenset[str],
) -> tuple[str, ...]:
    """Give the inferred key of a relation, or an empty tuple."""
    if not rows:
        return ()
    if any(s.name.lower() == FIRST_EVENT for s in samples):  # whatever its customers are called by
        alone = [s.name for s in samples if s.unique and may_be_key(_column(s))]
        if alone and alone[0].lower() != FIRST_EVENT:
            return (alone[0],)
    found = [
        (s.name in private, _BEST.index(role), s.name)
        for s in samples
        if s.unique and may_be_key(_column(s)) and (role := roles.get(s.name)) in _BEST
    ]
    if found:
        return (min(found, key=lambda entry: entry[:2])[2],)
    return _composite(session, relation, rows, samples, roles) if rows >= _MIN_ROWS else ()


def _composite(
    session: Session,
    relation: str,
    rows: int,
    samples: Sequence[ColumnSample],
    roles: Mapping[str, Role | None],
) -> tuple[str, ...]:
    usable = [s for s in samples if not s.nulls and s.distinct > 1 and may_be_key(_column(s))]
    parts = [s for s in usable if _names_part(s)]
    if all(part.distinct < rows * _REPEATED for part in parts):
        parts += [s for s in usable if roles.get(s.name) is Role.CATEGORY and s not in parts]
    parts = parts[:_MAX_CANDIDATES]
    for size in range(2, _MAX_PARTS + 1):
        groups = [g for g in combinations(parts, size) if _enough(g, rows)]
        if not groups:
            continue
        asked = ", ".join(
            f"count(DISTINCT ({', '.join(quote(part.name) for part in group)}))" for group in groups
        )
        counts = session.rows(f"SELECT {asked} FROM {relation}")[0]
        for group, count in zip(groups, counts, strict=True):
            if count == rows:
                return tuple(part.name for part in group)
    return ()


def _enough(group: Sequence[ColumnSample], rows: int) -> bool:
    """Tell whether the parts have enough values between them, and at least one names an id."""
    product = 1
    for part in group:
        product *= part.distinct
    return product >= rows and any(ID_WORDS & set(name_tokens(part.name)) for part in group)


def _names_part(sample: ColumnSample) -> bool:
    return bool(_PART_WORDS & set(name_tokens(sample.name)))


def _column(sample: ColumnSample) -> Column:
    return Column(sample.name, sample.type)
