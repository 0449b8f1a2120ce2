"""What the patterns of a policy cover here: tables and columns, by name, by tag, by sensitivity.

Owns the one meaning of a pattern. Where a column has no tag yet, its role stands for one
(`data.tag_roles`).
"""

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from vibecli.data.catalog import Catalog, ColumnInfo, TableInfo
from vibecli.data.nearest import nearest_hint
from vibecli.data.tag_roles import sensitivity_of, tag_of
from vibecli.engine.names import MAIN, TableName
from vibecli.errors import UsageError
from vibecli.model import Model
from vibecli.policybook import MARKS, Policy
from vibecli.tagging.tag import Sensitivity, Tag

_TAG, _CLASS = MARKS
_ORDER = tuple(Sensitivity)


class Cover(Model):
    """A column that a pattern covers by its tag or class."""

    setting: str  # of the policy, where the pattern stands
    pattern: str
    table: str
    column: str
    declared: bool  # a contract says what it means

    @property
    def name(self) -> str:
        """The column with its table."""
        return f"{self.table}.{self.column}"


def is_restricted(column: ColumnInfo) -> bool:
    """True when no level of egress lets anything of its values out."""
    return sensitivity_of(column) is Sensitivity.RESTRICTED


def covers_table(pattern: str, table: str) -> bool:
    """True when a pattern is a glob that names this table; case does not count."""
    wanted, name = pattern.strip().lower(), TableName.parse(table)
    spellings = {name.text, f"{name.schema}.{name.name}", f"{name.schema}.{name.name}.*"}
    return not is_marked(wanted) and any(
        fnmatchcase(spelling.lower(), wanted) for spelling in spellings
    )


def writable(catalog: Catalog, protected: Sequence[str]) -> Iterator[TableInfo]:
    """Give the tables that a plan may write: own ones that nothing protects, no rejected lines."""
    for table in catalog.tables:
        ours = table.kind == "table" and not (table.read_only or table.rejects)
        if ours and not any(covers_table(glob, table.name) for glob in protected):
            yield table


def covers_column(pattern: str, table: str, column: str, info: ColumnInfo | None) -> bool:
    """True when a pattern names this column, its tag or its class (or one less sensitive)."""
    wanted = pattern.strip().lower()
    if wanted.startswith(_TAG):
        return info is not None and tag_of(info) == wanted.removeprefix(_TAG).strip()
    if wanted.startswith(_CLASS):
        least = Sensitivity(wanted.removeprefix(_CLASS).strip())
        return info is not None and _ORDER.index(sensitivity_of(info)) >= _ORDER.index(least)
    name = f"{table.strip()}.{column}".lower()
    main = f"{MAIN}."
    return any(fnmatchcase(one, wanted) for one in (name, main + name, name.removeprefix(main)))


def covered(pattern: str, info: TableInfo, columns: Iterable[str] | None = None) -> tuple[str, ...]:
    """Give those columns of a table (all of them) that a pattern covers."""
    names = [column.name for column in info.columns] if columns is None else columns
    return tuple(n for n in names if covers_column(pattern, info.name, n, info.column(n)))


def patterns(policy: Policy) -> Iterator[tuple[str, str]]:
    """Give each pattern that may cover columns, after the setting it stands in."""
    yield from (("protected", one) for one in policy.protected)
    yield from (("approvals", name) for name, _ in policy.approvals)
    yield from (("consent.applies_to", one) for rule in policy.consent for one in rule.applies_to)


def covers(policy: Policy, catalog: Catalog) -> tuple[Cover, ...]:
    """Give the columns that the policy covers here by a tag or a class."""
    marked = dict.fromkeys(one for one in patterns(policy) if is_marked(one[1]))
    return tuple(
        Cover(setting=setting, pattern=pattern, table=info.name, column=name, declared=said)
        for setting, pattern in marked
        for info in catalog.tables
        for name in covered(pattern, info)
        for said in [info.column(name).declared]  # type: ignore[union-attr]
    )


def is_marked(pattern: str) -> bool:
    """True when a pattern is a tag or a class, not a glob of names."""
    return pattern.strip().lower().startswith(MARKS)


def check_patterns(policy: Policy) -> None:
    """Raise UsageError for a tag or class that is none: it would guard nothing."""
    for setting, pattern in patterns(policy):
        wanted = pattern.strip().lower()
        for mark, known in ((_TAG, tuple(Tag)), (_CLASS, _ORDER)):
            name = wanted.removeprefix(mark).strip()
            if wanted.startswith(mark) and name not in known:
                raise UsageError(
                    f"policy.{setting} names {pattern}, which is no {mark[:-1]}",
                    hint=nearest_hint(name, known, noun=mark[:-1]),
                )


def idle_globs(patterns: Iterable[str], catalog: Catalog) -> Iterator[str]:
    """Give a line for every glob that covers nothing here; no column need be tagged yet."""
    names = [table.name for table in catalog.tables]
    names += [f"{table.name}.{column.name}" for table in catalog.tables for column in table.columns]
    for pattern in dict.fromkeys(patterns):
        if not is_marked(pattern) and not any(covering(pattern, catalog)):
            hint = nearest_hint(pattern, names, noun="name")
            yield f"protected: {pattern} names no table and no column; {hint}"


def named_by(patterns: Iterable[str], catalog: Catalog) -> Iterator[str]:
    """Give globs as they are, and the columns that tags and classes cover here."""
    for pattern in patterns:
        if is_marked(pattern):
            yield from covering(pattern, catalog)
        else:
            yield pattern


def covering(pattern: str, catalog: Catalog) -> Iterator[str]:
    """Give the tables and columns a pattern covers here, by their names."""
    for table in catalog.tables:
        if covers_table(pattern, table.name):
            yield table.name
        else:
            yield from (f"{table.name}.{column}" for column in covered(pattern, table))
