"""Which country a row's phone number belongs to, when the number does not say.

Owns the order: the row's own country column, then the configured region, then none. The
configured region is not used on a column whose other numbers come from several countries: that
would make valid numbers of the wrong country.
"""

from collections import Counter
from typing import NamedTuple

from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.engine.base import Session
from vibecli.engine.names import literal, quote
from vibecli.identity.country import country_code
from vibecli.identity.phone import is_foreign, phone_region
from vibecli.identity.scratch import Scratch
from vibecli.steps.clean_values import TEXT, Region
from vibecli.tagging.name_tokens import name_tokens

NO_REGION = Region("", "''")
_COUNTRY_WORDS = frozenset({"country", "nation", "land", "pays", "pais", "iso", "ctry"})
_COUNTRIES_ENOUGH = 0.8  # share of a column's values that must be countries
_HOME = 0.9  # share of prefixed numbers that must be of the configured region
_READ = 1000


class ToldRegion(NamedTuple):
    """Where the country comes from, and the words for it."""

    region: Region
    note: str
    missing: str = ""  # what to set, when nothing tells the country


def tell_region(
    scratch: Scratch, region: str | None, info: TableInfo, relation: str, column: ColumnInfo
) -> ToldRegion:
    """Give the country of each row's phone, of a relation aliased `t`."""
    about = f"{column.name} without a country prefix"
    configured = (region or "").upper()
    if found := row_country(scratch, info, relation, column, configured):
        return ToldRegion(found[0], f"{about}: country from {found[1]}")
    if not configured:
        note = f"{about}: left, no region is set and no column tells it"
        return ToldRegion(NO_REGION, note, _setting(_home(scratch.session, relation, column)))
    foreign = _foreign_share(scratch.session, relation, column, configured)
    if foreign > 1 - _HOME:
        why = f"{foreign:.0%} of the prefixed ones are not of {configured}"
        return ToldRegion(NO_REGION, f"{about}: left, {why}")
    return ToldRegion(Region("", literal(configured)), f"{about}: region {configured} as set")


def row_country(
    scratch: Scratch, info: TableInfo, relation: str, column: ColumnInfo, configured: str = ""
) -> tuple[Region, str] | None:
    """Give the country of each row as another column tells it, and that column's name."""
    found = [
        (share, codes, each)
        for each in _country_columns(info)
        if each.name != column.name
        for share, codes in [_countries(scratch.session, relation, each)]
        if share >= _COUNTRIES_ENOUGH
    ]
    if not found:
        return None
    _, codes, best = max(found, key=lambda item: item[0])
    return _from_column(scratch, codes, best, configured), best.name


def _from_column(
    scratch: Scratch, codes: dict[str, str | None], column: ColumnInfo, configured: str
) -> Region:
    name = f"countries_{column.name}"
    table = scratch.lookup(name, {"text": list(codes), "code": list(codes.values())})
    alias = quote(name)
    own = f"{alias}.text = CAST(t.{quote(column.name)} AS VARCHAR)"
    return Region(
        f"LEFT JOIN {table} {alias} ON {own}", f"coalesce({alias}.code, {literal(configured)})"
    )


def _country_columns(info: TableInfo) -> list[ColumnInfo]:
    """Give the columns named for a country: the codes of many states are codes of countries too."""
    return [
        column for column in info.columns if column.type == TEXT and named_for_country(column.name)
    ]


def named_for_country(column: str) -> bool:
    """True for the name of a column that may tell which country a row is of."""
    return bool(_COUNTRY_WORDS & set(name_tokens(column)))


def _countries(
    session: Session, relation: str, column: ColumnInfo
) -> tuple[float, dict[str, str | None]]:
    """Give the share of values that are countries, and the code of each."""
    filled = f"trim(t.{quote(column.name)}) <> ''"
    codes = {text: country_code(text) for text in _texts(session, relation, column, filled)}
    return sum(code is not None for code in codes.values()) / max(len(codes), 1), codes


def _setting(region: str) -> str:
    """Give how to set a region; the one most numbers with a prefix are of, where there is one."""
    which = f"if they are of {region}" if region else "for German numbers, say"
    code = region or "DE"
    return f'VIBECLI_REGION={code}, or region = "{code}" in vibecli.toml, {which}'


def _home(session: Session, relation: str, column: ColumnInfo) -> str:
    """Give the country of most numbers that carry their own prefix."""
    texts = _texts(session, relation, column, _prefixed(column))
    regions = Counter(region for text in texts if (region := phone_region(text)))
    ranked = sorted(regions, key=lambda region: (-regions[region], region))
    return ranked[0] if ranked else ""


def _prefixed(column: ColumnInfo) -> str:
    return f"regexp_matches(t.{quote(column.name)}, '^\\s*[(]?([+]|00)[1-9]')"


def named_region(column: ColumnInfo, country: str) -> ToldRegion:
    """Give the country that the rule itself names."""
    note = f"{column.name} without a country prefix: {country} as the rule says"
    return ToldRegion(Region("", literal(country)), note)


def _foreign_share(session: Session, relation: str, column: ColumnInfo, region: str) -> float:
    texts = _texts(session, relation, column, _prefixed(column))
    told = [is_foreign(text, region) for text in texts]
    known = [foreign for foreign in told if foreign is not None]
    return sum(known) / max(len(known), 1)


def _texts(session: Session, relation: str, column: ColumnInfo, where: str) -> list[str]:
    own = f"t.{quote(column.name)}"
    rows = session.rows(
        f"SELECT {own} FROM {relation} WHERE {own} IS NOT NULL AND {where}"
        f" GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT {_READ}"
    )
    return [row[0] for row in rows]
