"""How a source value becomes a profile value: type, tidy text, dates, names composed and split.

Owns the SQL expressions and their lookup tables. A value that does not fit becomes NULL, never an
error.
"""

from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.engine.names import literal, quote
from vibecli.identity.blanks import blank_sql
from vibecli.identity.datetext import DateReader
from vibecli.identity.honorifics import says_sir, without_title
from vibecli.identity.mapping import Source
from vibecli.identity.scratch import Scratch
from vibecli.identity.standard import split_name

TEXT = "VARCHAR"
_TIDY_ROLES = frozenset(
    {
        Role.GIVEN_NAME,
        Role.FAMILY_NAME,
        Role.FULL_NAME,
        Role.PHONE,
        Role.STREET,
        Role.CITY,
        Role.POSTCODE,
    }
)
_DATE_ROLES = frozenset({Role.BIRTH_DATE, Role.TIME})
_SAME_DIGITS = 9  # the subscriber's part, whatever the prefix is written like
_FEWEST_DIGITS = 7


class Fitting:
    """Makes the expressions of one merge; each is over rows aliased `t`."""

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        self._lookups: dict[tuple[str, str, str], str] = {}

    def value(self, relation: str, table: TableInfo, source: Source, target: ColumnInfo) -> str:
        """Give the expression of a source's value as the target's type, NULL for placeholders."""
        column = table.column(source.column)
        assert column is not None, "the mapping names columns of its input"
        if source.how == "composed":
            return _cast(self._composed(relation, column, source.other), target)
        own = f"t.{quote(column.name)}"
        if source.part:
            lookup = self._names(relation, column.name)
            own = f"(SELECT l.{source.part} FROM {lookup} l WHERE l.text = {own})"
        elif target.role is Role.GIVEN_NAME and column.type == TEXT:
            own = self._untitled(relation, column.name)
        elif _needs_dates(column, target):
            own = self._date(relation, column.name, keep=target.type == TEXT)
        text = f"CAST(t.{quote(column.name)} AS VARCHAR)"
        fitted = _tidy(own, target) if target.type == TEXT else _cast(own, target)
        return f"CASE WHEN {blank_sql(text, target.role)} THEN NULL ELSE {fitted} END"

    def same(self, relation: str, name: str, target: ColumnInfo, expression: str) -> str:
        """Give a text that is equal for values which mean the same in this column."""
        if target.role in _DATE_ROLES and target.type == TEXT:
            return self._date(relation, name, keep=True, text=expression)
        return same_sql(f"CAST({expression} AS VARCHAR)", target.role)

    def _composed(self, relation: str, given: ColumnInfo, family: str) -> str:
        own = self._untitled(relation, given.name)
        parts = [f"trim(CAST({name} AS VARCHAR))" for name in (own, f"t.{quote(family)}")]
        blank = " OR ".join(f"{blank_sql(part, Role.FULL_NAME)}" for part in parts)
        return f"CASE WHEN {blank} THEN NULL ELSE {parts[0]} || ' ' || {parts[1]} END"

    def _date(self, relation: str, name: str, *, keep: bool, text: str = "") -> str:
        own = text or f"CAST(t.{quote(name)} AS VARCHAR)"
        lookup = self._dates(relation, name)
        found = f"(SELECT l.day FROM {lookup} l WHERE l.text = {own})"
        return f"coalesce({found}, {own})" if keep else found

    def _dates(self, relation: str, name: str) -> str:
        key = ("dates", relation, name)
        if key not in self._lookups:
            texts = self._distinct(relation, name)
            reader = DateReader(texts)
            readings = [reader.read(text) for text in texts]
            days = [f"{r.day.isoformat()} {r.clock}".strip() if r.day else None for r in readings]
            self._lookups[key] = self._lookup({"text": [*texts], "day": days})
        return self._lookups[key]

    def _names(self, relation: str, name: str) -> str:
        key = ("names", relation, name)
        if key not in self._lookups:
            texts = self._distinct(relation, name)
            sir = says_sir(texts)
            parts = [split_name(text, sir=sir) for text in texts]
            columns: dict[str, list[str | None]] = {
                "text": [*texts],
                "given": [part.given if part else None for part in parts],
                "family": [part.family if part else None for part in parts],
            }
            self._lookups[key] = self._lookup(columns)
        return self._lookups[key]

    def _untitled(self, relation: str, name: str) -> str:
        """Give the expression of given names without the titles before them."""
        key = ("titles", relation, name)
        own = f"CAST(t.{quote(name)} AS VARCHAR)"
        if key not in self._lookups:
            texts = self._distinct(relation, name)
            sir = says_sir(texts)
            bare = ((text, without_title(text, sir=sir)) for text in texts)
            titled = {text: given for text, given in bare if given != " ".join(text.split())}
            columns: dict[str, list[str | None]] = {
                "text": [*titled],
                "given": [*titled.values()],
            }
            self._lookups[key] = self._lookup(columns) if titled else ""
        lookup = self._lookups[key]
        found = f"(SELECT l.given FROM {lookup} l WHERE l.text = {own})"
        return f"coalesce({found}, {own})" if lookup else own

    def _lookup(self, columns: dict[str, list[str | None]]) -> str:
        return self._scratch.lookup(f"fit{len(self._lookups)}", columns)

    def _distinct(self, relation: str, name: str) -> list[str]:
        own = f"CAST(t.{quote(name)} AS VARCHAR)"
        rows = self._scratch.session.rows(
            f"SELECT DISTINCT {own} FROM {relation} t WHERE {own} IS NOT NULL"
        )
        return [row[0] for row in rows]


def _needs_dates(column: ColumnInfo, target: ColumnInfo) -> bool:
    if column.type != TEXT:
        return False
    temporal = target.type.upper().startswith(("DATE", "TIMESTAMP"))
    return temporal or (target.role in _DATE_ROLES and target.type == TEXT)


def _cast(expression: str, target: ColumnInfo) -> str:
    return f"TRY_CAST({expression} AS {target.type})"


def _tidy(expression: str, target: ColumnInfo) -> str:
    text = f"CAST({expression} AS VARCHAR)"
    if target.role is Role.FULL_NAME:
        text = _turned(text)
    if target.role is Role.EMAIL:
        return f"lower(trim({text}))"
    if target.role in _TIDY_ROLES:
        return f"trim(regexp_replace({text}, '\\s+', ' ', 'g'))"
    return text


def _turned(text: str) -> str:
    """Write `Smith, John` as `John Smith`."""
    two, suffix = r"^\s*([^,]+?)\s*,\s*([^,]+?)\s*$", r",\s*(jr|sr|ii|iii|iv|phd|md|esq)\.?\s*$"
    return (
        f"CASE WHEN regexp_matches({text}, '{two}')"
        f" AND NOT regexp_matches(lower({text}), '{suffix}')"
        f" THEN regexp_replace({text}, '{two}', '\\2 \\1') ELSE {text} END"
    )


def same_sql(text: str, role: Role | None) -> str:
    """Give a SQL text that is equal for all spellings of one value: case, spaces, separators."""
    plain = f"lower(trim(regexp_replace({text}, '\\s+', ' ', 'g')))"
    match role:
        case Role.PHONE:
            digits = f"regexp_replace({text}, '[^0-9]', '', 'g')"
            return (
                f"CASE WHEN length({digits}) >= {_FEWEST_DIGITS}"
                f" THEN right({digits}, {_SAME_DIGITS}) ELSE {plain} END"
            )
        case Role.FULL_NAME:
            plain = _unaccented(plain)
            words = f"string_split(trim(regexp_replace({plain}, '[\\s,.;]+', ' ', 'g')), ' ')"
            return f"array_to_string(list_sort({words}), ' ')"
        case Role.POSTCODE:
            code = f"regexp_replace({plain}, '[\\s-]', '', 'g')"
            digits = f"regexp_full_match({code}, '[0-9]+')"
            return f"CASE WHEN {digits} THEN ltrim({code}, '0') ELSE {code} END"
        case Role.GIVEN_NAME | Role.FAMILY_NAME | Role.STREET | Role.CITY:
            return _unaccented(plain)
        case Role.EMAIL | Role.CATEGORY | Role.REGION | Role.FLAG:
            return plain
        case _:
            return text


def _unaccented(text: str) -> str:
    """Write Müller like Mueller, and Zoë like Zoe."""
    for letter, spelt in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("ø", "oe")):
        text = f"replace({text}, '{letter}', '{spelt}')"
    return f"strip_accents({text})"


def time_sql(column: ColumnInfo | None, relation: str, fitting: Fitting, table: TableInfo) -> str:
    """Give the expression of a row's time of change as TIMESTAMP in UTC, NULL when it has none."""
    if column is None:
        return "CAST(NULL AS TIMESTAMP)"
    own = f"t.{quote(column.name)}"
    if "WITH TIME ZONE" in column.type.upper():
        return f"timezone({literal('UTC')}, {own})"
    moment = ColumnInfo(name=column.name, type="TIMESTAMP", role=Role.TIME)
    return fitting.value(relation, table, Source(0, column.name, "name"), moment)
