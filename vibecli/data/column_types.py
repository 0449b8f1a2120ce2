"""Types for columns read as text: found over every row, and never at the price of a value.

Values that only look like numbers stay text: leading zeros, a leading plus, more than 15 digits,
codes such as 12E4. A column gets a type when at least 999 of 1,000 values fit it; the rows of the
others are misfits for the caller to keep and report. Dates whose day and month cannot be told apart
stay text. Reads only; writes nothing.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from vibecli.engine.base import Column, Session
from vibecli.engine.names import literal, quote
from vibecli.tagging.name_tokens import name_tokens
from vibecli.tagging.name_words import words

_SAMPLE_ROWS = 2_000
_LIKELY = 0.97
_MISFITS = 0.001
_NEARLY = 0.02
_MAX_DECIMALS = 6
_MAX_WHOLE = 12
_NUMBER = r"\s*-?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*"
_COMMA = r"\s*-?(\d+|\d{1,3}(\.\d{3})+)(,\d{1,2})?\s*"  # 1.234,50
_WHOLE = r"\s*-?\d+\s*"
_NO_NUMBER = r"^\s*[-+]?0\d|^\s*\+|^\s*-?\d{16,}|^\s*-?\d+[eE]\d"  # codes, phones, long ids
_TIME = r"\s*\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?\s*(Z|[-+]\d\d(:?\d\d)?)?)?\s*"
_OFFSET = r":\d\d(\.\d+)?\s*(Z|[-+]\d\d(:?\d\d)?)\s*$"
_DATES = {  # strptime format: what it looks like
    "%Y-%m-%d": r"\s*\d{4}-\d\d?-\d\d?\s*",
    "%Y/%m/%d": r"\s*\d{4}/\d\d?/\d\d?\s*",
    "%d.%m.%Y": r"\s*\d\d?\.\d\d?\.\d{4}\s*",
    "%d/%m/%Y": r"\s*\d\d?/\d\d?/\d{4}\s*",
    "%m/%d/%Y": r"\s*\d\d?/\d\d?/\d{4}\s*",
    "%d-%m-%Y": r"\s*\d\d?-\d\d?-\d{4}\s*",
    "%m-%d-%Y": r"\s*\d\d?-\d\d?-\d{4}\s*",
}
PACKED = "%Y%m%d"
_DATES[PACKED] = r"\s*(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\s*"  # 20260131
_DAYS = words(  # by which digits are a day; a column without a header has no name
    "date day dt datum tag fecha dia data giorno jour datetime ymd yyyymmdd on at column"
)
_TWINS = {"%d/%m/%Y": "%m/%d/%Y", "%d-%m-%Y": "%m-%d-%Y"}
TIMES = frozenset({"time", *_DATES})
NUMBERS = frozenset({"number", "boolean"})
KINDS = TIMES | NUMBERS
COMMA = frozenset({"comma"})  # decimal commas, where the comma does not separate columns
_NOTHING = ("", "null", "none", "nan", "n/a", "#n/a", "na", "-", "\\n")


@dataclass(frozen=True)
class Conversion:
    """How one text column becomes a typed one."""

    name: str
    type: str
    value: str  # SQL expression over the text column; NULL for a misfit
    typed: bool = True  # a value may fail to fit
    note: str = ""
    as_name: str = ""  # the column's name in the table, when it is another

    @property
    def misfit(self) -> str:
        """SQL predicate: the text says something, but not in this type."""
        return (
            f"({says_something(self.name)} AND ({self.value}) IS NULL)" if self.typed else "false"
        )


@dataclass(frozen=True)
class _Counts:
    """What one candidate type found over all rows."""

    filled: int
    misfits: int
    vetoed: int = 0
    whole: int = 0
    exponents: int = 0
    decimals: int = 0
    digits: int = 0
    offsets: int = 0

    @property
    def fits(self) -> bool:
        return not self.vetoed and 0 <= self.misfits <= self.filled * _MISFITS


def says_something(name: str) -> str:
    """Give the SQL predicate that a text holds more than a word for nothing (n/a, null, -)."""
    words = ", ".join(literal(word) for word in _NOTHING)
    return f"coalesce(lower(trim(CAST({quote(name)} AS VARCHAR))) NOT IN ({words}), false)"


def infer(
    session: Session, relation: str, names: Sequence[str], *, kinds: Collection[str] = KINDS
) -> tuple[Conversion, ...]:
    """Give a conversion for every text column of `relation` (a table with rowid), in order."""
    if not names:
        return ()
    rows = int(session.value(f"SELECT count(*) FROM {relation}"))
    step = max(1, rows // _SAMPLE_ROWS)
    listed = ", ".join(quote(name) for name in names)
    sample = session.rows(f"SELECT {listed} FROM {relation} WHERE rowid % {step:d} = 0")
    found = []
    for index, name in enumerate(names):
        named = bool(_DAYS & set(name_tokens(name)))
        looks = _likely([row[index] for row in sample], packed=named)
        likely = [kind for kind in looks if kind in kinds]
        found.append(_verified(session, relation, name, likely) if likely else _text(name))
    return tuple(found)


def _likely(values: Sequence[str | None], *, packed: bool) -> Iterator[str]:
    """Give the kinds nearly all values look like; digits alone are a day where they may be."""
    said = [v for v in values if v is not None and v.strip().lower() not in _NOTHING]
    if not said:
        return
    if packed and _mostly(said, _DATES[PACKED]):
        yield PACKED
    if any(re.search(_NO_NUMBER, value) for value in said):
        pass
    elif _mostly(said, _NUMBER):
        yield "number"
    elif _mostly(said, _COMMA) and any("," in value for value in said):
        yield "comma"
    if _mostly(said, r"\s*(?i:true|false)\s*"):
        yield "boolean"
    dates = [form for form, look in _DATES.items() if form != PACKED and _mostly(said, look)]
    yield from dates
    if not dates and _mostly(said, _TIME):
        yield "time"


def _mostly(values: Sequence[str], look: str) -> bool:
    """True when at least the share _LIKELY of the values looks so; stops at the first too many."""
    matches = re.compile(look).fullmatch
    misses_left = len(values) * (1 - _LIKELY)
    for value in values:
        if not matches(value):
            misses_left -= 1
            if misses_left < 0:
                return False
    return True


def _verified(session: Session, relation: str, name: str, kinds: Sequence[str]) -> Conversion:
    counts = {kind: _counts(session, relation, name, kind) for kind in kinds}
    fitting = [kind for kind in kinds if counts[kind].fits]
    if any(twin in fitting for kind, twin in _TWINS.items() if kind in fitting):
        return _text(name, f"{name}: day and month cannot be told apart; kept as text")
    for kind in fitting:
        return _conversion(name, kind, counts[kind])
    return _text(name, _nearly(name, counts))


def _counts(session: Session, relation: str, name: str, kind: str) -> _Counts:
    column, said = quote(name), says_something(name)
    value = _value(name, kind)
    figures = [f"count_if({said})", f"count_if({said} AND ({value}) IS NULL)"]
    if kind == "number":
        figures += [
            f"count_if({said} AND regexp_matches({column}, {literal(_NO_NUMBER)}))",
            f"count_if({said} AND regexp_full_match({column}, {literal(_WHOLE)}))",
            f"count_if({said} AND regexp_matches({column}, '[eE]'))",
            f"coalesce(max(length(regexp_extract({column}, '\\.(\\d+)', 1))), 0)",
            f"coalesce(max(length(regexp_extract({column}, '^\\s*-?(\\d+)', 1))), 0)",
        ]
    elif kind == "comma":
        figures.append(f"count_if({said} AND regexp_matches({column}, {literal(_NO_NUMBER)}))")
    elif kind == "time":
        figures += ["0"] * 5 + [
            f"count_if({said} AND regexp_matches({column}, {literal(_OFFSET)}))"
        ]
    row = session.rows(f"SELECT {', '.join(figures)} FROM {relation}")[0]
    return _Counts(*(int(figure) for figure in row))


def _conversion(name: str, kind: str, counts: _Counts) -> Conversion:
    typed = counts.misfits > 0
    if kind == "number":
        target = _number_type(counts)
        plain = not typed and target != "DOUBLE"  # as a DOUBLE the word nan is a number
        value = f"TRY_CAST({quote(name)} AS {target})" if plain else _value(name, kind, target)
        return Conversion(name, target, value, typed)
    if kind == "comma":
        note = f"{name}: decimal commas read as points"
        return Conversion(name, "DECIMAL(18,2)", _value(name, kind), typed, note)
    if kind == "boolean":
        return Conversion(name, "BOOLEAN", _value(name, kind), typed)
    if kind == "time":
        note = f"{name}: times converted to UTC" if counts.offsets else ""
        return Conversion(name, "TIMESTAMP", _value(name, kind), typed, note)
    note = "" if kind == "%Y-%m-%d" else f"{name}: read as dates like {_spelled(kind)}"
    return Conversion(name, "DATE", _value(name, kind), typed, note)


def _number_type(counts: _Counts) -> str:
    if counts.whole == counts.filled - counts.misfits:
        return "BIGINT"
    if counts.exponents or counts.decimals > _MAX_DECIMALS or counts.digits > _MAX_WHOLE:
        return "DOUBLE"
    return f"DECIMAL(18,{max(counts.decimals, 1)})"


def _value(name: str, kind: str, target: str = "DOUBLE") -> str:
    """Give the SQL expression that reads one kind; NULL where the text is not of it."""
    column = quote(name)
    if kind == "number":
        fits = f"regexp_full_match({column}, {literal(_NUMBER)})"
        return f"CASE WHEN {fits} THEN TRY_CAST({column} AS {target}) END"
    if kind == "comma":
        fits = f"regexp_full_match({column}, {literal(_COMMA)})"
        plain = f"replace(replace({column}, '.', ''), ',', '.')"
        return f"CASE WHEN {fits} THEN TRY_CAST({plain} AS DECIMAL(18,2)) END"
    if kind == "boolean":
        return f"CASE lower(trim({column})) WHEN 'true' THEN true WHEN 'false' THEN false END"
    if kind == "time":
        # a text with an offset is one moment, told in UTC; without one it is taken as it stands
        return (
            f"CASE WHEN NOT regexp_full_match({column}, {literal(_TIME)}) THEN NULL "
            f"WHEN regexp_matches({column}, {literal(_OFFSET)}) "
            f"THEN TRY_CAST({column} AS TIMESTAMPTZ) AT TIME ZONE 'UTC' "
            f"ELSE TRY_CAST({column} AS TIMESTAMP) END"
        )
    fits = f"regexp_full_match({column}, {literal(_DATES[kind])})"
    return f"CASE WHEN {fits} THEN CAST(try_strptime(trim({column}), {literal(kind)}) AS DATE) END"


def _spelled(form: str) -> str:
    return form.replace("%Y", "YYYY").replace("%m", "MM").replace("%d", "DD")


def _text(name: str, note: str = "") -> Conversion:
    return Conversion(name, "VARCHAR", quote(name), typed=False, note=note)


def _nearly(name: str, counts: dict[str, _Counts]) -> str:
    """Tell why a column that looks typed stays text, when that may surprise."""
    for kind, count in counts.items():
        if not count.vetoed and 0 < count.misfits <= count.filled * _NEARLY:
            what = (
                "numbers" if kind in {"number", "comma"} else "dates" if "%" in kind else f"{kind}s"
            )
            return (
                f"{name}: {count.misfits:,} of {count.filled:,} values are no {what}; kept as text"
            )
    return ""


def as_is(column: Column) -> Conversion:
    """Give a conversion that keeps a column, except for types that depend on the session."""
    name, value = column.name, quote(column.name)
    if column.type == "TIMESTAMP WITH TIME ZONE":
        note = f"{name}: times converted to UTC"
        return Conversion(name, "TIMESTAMP", f"{value} AT TIME ZONE 'UTC'", typed=False, note=note)
    if column.type == "JSON":
        return Conversion(name, "VARCHAR", f"json_extract_string({value}, '$')", typed=False)
    return Conversion(name, column.type, value, typed=False)


def cast_to(column: Column, target: str) -> Conversion:
    """Give a conversion to the type a table already has, for rows that are added to it."""
    name = column.name
    if target in {"VARCHAR", column.type}:
        return Conversion(name, target, f"CAST({quote(name)} AS {target})", typed=False)
    exact = f"TRY_CAST({quote(name)} AS {target})"
    if column.type == "VARCHAR" and target == "DATE":
        exact = f"coalesce({exact}, {_value(name, PACKED)})"
    if column.type == "VARCHAR" and _is_number(target):
        # 1.5 is no whole number: a cast that would round is a misfit
        exact = (
            f"CASE WHEN TRY_CAST({quote(name)} AS DOUBLE) = TRY_CAST({exact} AS DOUBLE) "
            f"THEN {exact} END"
        )
    return Conversion(name, target, exact)


def _is_number(target: str) -> bool:
    return bool(re.match(r"U?(TINY|SMALL|BIG|HUGE)?INT|DECIMAL", target))
