"""Spellings a question takes for one value: X and x are the same, email counts as E-Mail.

Owns those statements. Every word of one is a value of the one column it is about, or one of the
few words by which people say that values are one; anything else, and it is no such statement.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from vibecli.agent.catalogue.phrases import phrases, words
from vibecli.agent.catalogue.predicates import Predicate
from vibecli.agent.catalogue.question.merging import Merge, compared_with, mentions
from vibecli.agent.catalogue.question.spec import Spec
from vibecli.agent.catalogue.question.state import Reader, State, States
from vibecli.agent.catalogue.words import Word, fold
from vibecli.data.catalog import ColumnInfo, TableInfo

_LONGEST = 4
_TRIGGERS = words(
    """same together counts count counted also too well equal equals merge merged treat treated
    combine combined put understand understood belongs belong one kind written typed spelled
    spelt spell spelling spellings = capital capitals case uppercase lowercase letter
    letters call called means mean meant fold group as alike identical folded added add
    considered regard read wrote write writes"""
)
_CASE = words("case capital capitals uppercase lowercase letter letters spelling spellings cased")
_TOWARDS = words("as under to into in for call called becomes become word")
_LINKING = words(
    """and or is are was were be the a an all both it its them they these those this that of in
    with into under to as for me us you i of-course course obviously naturally thing things
    kind kinds kind pot row line bucket group groups value category one ones here there
    please just simply should must has have can may will shall will out up each other
    clerks colleagues staff users
    different some somebody someone people times few sometimes somewhere occasionally often
    now then only somehow any way ways small big upper lower without dash hyphen dot space
    name names data field column entry entries we our my also mess so say there every
    everything of by on at which what who still well too meant word anyway really actually
    exactly well-known currency currencies spelled out or typo different start starting
    beginning written instead variant variants version versions form forms"""
)
_NO_CASE = phrases(
    """case does not matter|case do not matter|do not split it by upper and lower case
    |ignoring case|do not split by upper and lower case|do not split by case|ignore case
    |ignore upper and lower case|regardless of case|no matter the case
    |upper and lower case does not matter|upper lower case does not matter|case insensitive
    |do not care about case|case is irrelevant|upper or lower case does not matter
    |whatever the case|no matter how it is written|no matter how they are written
    |however it is written|however they are written|do not distinguish upper and lower case
    |do not distinguish between upper and lower case|in all its spellings
    |in all their spellings|in any spelling|in every spelling|all spellings
    |whatever the spelling|in all spellings|regardless of the spelling
    |regardless of spelling|irrespective of case|irrespective of spelling
    |lower case and upper case are the same|lowercased|lower cased|case folded|in lower case
    |in any case|any case|any capitalisation|any spelling|case insensitively"""
)
_AS_STORED = phrases(
    """values exactly as stored|exactly as stored|as stored|no folding|do not fold|no merging
    |spelled as they are|as they are stored|values as they are|do not merge spellings
    |keep the spellings apart|keep spellings apart|as is"""
)
_EMPTY = words("missing blank empty null nulls unknown blanks")


@dataclass(frozen=True)
class _Said:
    """A word of a statement: a value, nothing entered, or what links them."""

    value: str = ""
    link: str = ""
    empty: bool = False
    name: str = ""  # what they are called together


def same(reader: Reader, state: State) -> States:
    """Read that spellings are one value, or that they are to stay apart."""
    end = _whole(reader, state.at, _AS_STORED)
    if end is not None and not state.spec.merged:
        yield state.to(end)
    folding = _whole(reader, state.at, _NO_CASE)
    for table, column in _about(reader, state.spec):
        said = _read(reader, state.at, table, column) if folding is None else None
        spec = _renamed(state.spec, said) if said else None
        merges = tuple(_merges(state.spec, table, column, said)) if said and not spec else ()
        merges = merges or (_folds(table, column) if folding is not None else ())
        told = {s.value for s in said or () if s.value}
        whole = told <= {v for merge in merges for v in merge.values}  # no value is dropped
        if merges and whole and all(_counts(state.spec, merge) for merge in merges):
            spec = replace(state.spec, merged=(*state.spec.merged, *merges))
        if spec is not None:
            yield state.to(len(reader.words), 0.05, spec=spec).told(*(m.said for m in merges))
    if folding is not None:
        yield state.to(folding, 0.2)


def any_case(reader: Reader, state: State) -> States:
    """Read `in all its spellings`, `ignoring case` behind a value or a group."""
    end = reader.after(state.at, _NO_CASE)
    if end is None or not (state.spec.where or state.spec.groups):
        return
    merges = [m for table, column in _about(reader, state.spec) for m in _folds(table, column)]
    known = tuple(m for m in merges if _counts(state.spec, m) and m not in state.spec.merged)
    yield state.to(end, 0.05, spec=replace(state.spec, merged=(*state.spec.merged, *known)))


def _whole(reader: Reader, at: int, known: Sequence[str]) -> int | None:
    """Give the end of the text when these phrases are all it holds."""
    end = reader.after(at, known)
    while end is not None and end < len(reader.words):
        comma = reader.words[end].kind == "comma"
        end = reader.after(end + comma, known)
    return end


def _about(reader: Reader, spec: Spec) -> Iterator[tuple[TableInfo, ColumnInfo]]:
    """Give the columns that are grouped by, counted, or compared with texts."""
    groups = {(g.ref.table.name, g.ref.column.name) for g in spec.groups if g.ref and not g.unit}
    groups |= {(spec.table.name, m.column.name) for m in spec.measures if m.column}
    for table in reader.names.tables:
        for column in table.columns:
            used = (table.name, column.name) in groups
            held = [v for p in _conditions(spec) for v in compared_with(p, column.name)]
            if column.top and (used or _holds(column, held)):
                yield table, column


def _conditions(spec: Spec) -> tuple[Predicate, ...]:
    return (*spec.where, *(p for m in spec.measures for p in m.where))


def _holds(column: ColumnInfo, values: Sequence[str]) -> bool:
    known = {fold(t.value).strip() for t in column.top}
    return any(fold(value).strip() in known for value in values)


def _read(reader: Reader, at: int, table: TableInfo, column: ColumnInfo) -> list[_Said] | None:
    """Give the words of a statement about a column; None when it holds any other word."""
    found: list[_Said] = []
    while at < len(reader.words):
        end, said = _next(reader, at, table, column)
        if said is None:
            return None
        found.append(said)
        at = end
    values = {s.value for s in found if s.value}
    one = len(values) > 1 and len({fold(v).strip() for v in values}) == 1  # silver is SILVER
    return found if one or any(s.link in _TRIGGERS for s in found) else None


def _next(
    reader: Reader, at: int, table: TableInfo, column: ColumnInfo
) -> tuple[int, _Said | None]:
    word = reader.words[at]
    before = reader.words[at - 1].form if at else ""
    if before == "word" or (word.kind == "quoted" and before in _TOWARDS):
        return at + 1, _Said(name=word.text)
    for size in range(min(_LONGEST, len(reader.words) - at), 0, -1):
        value = _value(reader.words[at : at + size], reader.text.raw(at, at + size), column)
        if value:
            return at + size, _Said(value=value)
    if word.form in _EMPTY:
        return at + 1, _Said(empty=True)
    named = any(n.what == column for n in reader.names.column(table, [word]))
    known = word.form in _LINKING | _TRIGGERS or word.kind == "comma" or len(word.form) == 1
    if known or named or any(n.what == table for n in reader.names.table([word])):
        return at + 1, _Said(link=word.form)
    return at, None


def _value(said: Sequence[Word], text: str, column: ColumnInfo) -> str:
    """Give the value words name: as typed, else the only spelling that reads like it."""
    held = [t.value for t in column.top]
    exact = next((v for v in held if v.strip() == text), "")
    if exact or (
        len(said) == 1 and said[0].form in _LINKING | _TRIGGERS and said[0].text.islower()
    ):
        return exact
    return next((v for v in held if fold(v).strip() == fold(text)), "")


def _merges(
    spec: Spec, table: TableInfo, column: ColumnInfo, said: Sequence[_Said]
) -> Iterator[Merge]:
    for unit in _units(said):
        values = list(dict.fromkeys(s.value for s in unit if s.value))
        empty = any(s.empty for s in unit)
        into = _into(unit)
        if len(values) == 1 and not empty:
            values = _beside(spec, column, values[0])
        if not values and any(s.link in _CASE for s in unit):
            yield from _folds(table, column)
        elif len(values) > 1 or (empty and values):
            name = next((s.name for s in unit if s.name), into) or _usual(column, values)
            yield Merge(table.name, column.name, tuple(values), name, empty)


def _units(said: Sequence[_Said]) -> Iterator[Sequence[_Said]]:
    """Part `USA to US, and Germany to DE` into its statements."""
    start, done = 0, False
    for at, one in enumerate(said):
        if (
            done
            and (one.value or one.empty)
            and any(_arrives(said, n) for n in range(at, len(said)))
        ):
            yield said[start:at]
            start, done = at, False
        done = done or (bool(one.value or one.name) and _arrives(said, at))
    yield said[start:]


def _arrives(said: Sequence[_Said], at: int) -> bool:
    """True for a value that another one goes to: as E-Mail, under Süd, all as GB."""
    if not (said[at].value or said[at].name):
        return False
    for one in reversed(said[max(0, at - 3) : at]):
        if one.value or one.name or one.link in _TOWARDS:
            return one.link in _TOWARDS
    return False


def _into(unit: Sequence[_Said]) -> str:
    return next(
        (s.value for n, s in reversed(list(enumerate(unit))) if s.value and _arrives(unit, n)), ""
    )


def _beside(spec: Spec, column: ColumnInfo, value: str) -> list[str]:
    """Give a value with those the question compares with, or with its other spellings."""
    held = [v for p in _conditions(spec) for v in compared_with(p, column.name)]
    stored = [t.value for t in column.top]
    same_words = [v for v in stored if fold(v).strip() == fold(value).strip()]
    there = [v for v in stored if v in held or v.lower() in held]
    return list(dict.fromkeys([*there, *same_words, value]))


def _folds(table: TableInfo, column: ColumnInfo) -> tuple[Merge, ...]:
    """Give the merges of values that differ by case alone."""
    alike: dict[str, list[str]] = {}
    for top in column.top:
        alike.setdefault(fold(top.value).strip(), []).append(top.value)
    return tuple(
        Merge(table.name, column.name, tuple(values), _usual(column, values))
        for values in alike.values()
        if len(values) > 1
    )


def _usual(column: ColumnInfo, values: Sequence[str]) -> str:
    """Give the spelling most rows have."""
    rows = {t.value: t.rows for t in column.top}
    return max(values, key=lambda v: (rows.get(v, 0), v))


def _counts(spec: Spec, merge: Merge) -> bool:
    """True when a merge changes what is asked: a group of the column, or a condition on it."""
    grouped = any(
        g.ref and (g.ref.table.name, g.ref.column.name) == (merge.table, merge.column)
        for g in spec.groups
    )
    distinct = any(m.column and m.column.name == merge.column for m in spec.measures)
    return grouped or distinct or any(mentions(p, merge) for p in _conditions(spec))


def _renamed(spec: Spec, said: Sequence[_Said]) -> Spec | None:
    """Read `call it E-Mail` after the values it is about."""
    values = [s.value for s in said if s.value]
    called = any(s.link in ("call", "called", "name", "write") for s in said)
    last = spec.merged[-1] if spec.merged else None
    if not (called and last and len(values) == 1 and values[0] in last.values):
        return None
    return replace(spec, merged=(*spec.merged[:-1], replace(last, into=values[0])))
