"""Values said to be the same: team and Team are one plan, count USA as US, sepa = SEPA.

Owns that remark. Rows grouped by the column then come under one value; a condition on it holds for
every spelling named.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from vibecli.agent.catalogue.phrases import words
from vibecli.agent.catalogue.predicates import Predicate, family, negated, one_of
from vibecli.agent.catalogue.question.spec import Group, Spec
from vibecli.agent.catalogue.question.state import Reader, State, States
from vibecli.agent.catalogue.words import fold
from vibecli.data.catalog import ColumnInfo

_SAME = re.compile(
    r"\bsame\b|\bbelong together\b|\b(?:one|a single) (?:pot|kind|group|value|thing|class)\b"
    r"|\bas one\b"
    r"|\balike\b|\bmerge|\blump|\bfold|\btreat|\bregard|\bconsider|\bunderstand|\bread\b"
    r"|\bcall it\b"
    r"|\bcount(?:ed|s)? (?:.* )?(?:as|under|with|in|too|well|to)\b|\badd(?:ed)? to\b|\bequals?\b|="
    r"|\b(?:put|take) .* (?:with|under|together|in|as)\b|\b(?:too|also|meant|well)\b"
)
_WRITTEN = re.compile(
    r"\b(?:written|writing|spelled|spelt|typed|spellings?|capitals?|case|small letters?"
    r"|big letters?"
    r"|upper|lower)\b"
)
_REMARK = words(
    """treat treated count counts counted take taken read merge merged put understand regard
    regarded consider considered fold folded lump
    lumped group grouped as in into under with to and or same
    thing is are be means mean one kind pot together belong belongs of course also too all must has
    have should shall added add written typed spelled spelt stored entered sometimes often some few
    somebody someone times small capital capitals big letter letters case lower upper it call them
    those these that they please just only meant well values value both here data there without dash
    like spelling spellings different differently naturally matter matters does do not care ignore
    split ignoring regardless irrespective no how however whatever every any mixed equal equals
    so which     but simply really kind insensitive can may = where me us"""
)
_TARGETS = words("as into under to in")
_JOINTS = words("and or with in to , ;")
_LONGEST_VALUE = 3


@dataclass(frozen=True)
class _Token:
    """A word of the remark; one that is a value has its column."""

    text: str
    end: int
    column: ColumnInfo | None = None


@dataclass(frozen=True)
class _Class:
    column: ColumnInfo
    values: tuple[str, ...]
    name: str = ""


def alike(reader: Reader, state: State) -> States:
    """Read that values are the same, where rows are grouped by them or asked for."""
    tokens = list(_tokens(reader, state))
    for size in range(len(tokens), 0, -1):
        said = " ".join(token.text.lower() for token in tokens[:size])
        written = bool(_WRITTEN.search(said))
        values = sum(token.column is not None for token in tokens[:size])
        if not (written or (values and _SAME.search(said))):
            continue
        spec = _applied(state.spec, list(_classes(tokens[:size])), written=written)
        last = size == len(tokens) or tokens[size].text in (",", ";", "and")
        if spec is not None and last and tokens[size - 1].text not in _JOINTS:
            yield state.to(tokens[size - 1].end, 0.05, spec=spec)


def _tokens(reader: Reader, state: State) -> Iterator[_Token]:
    """Give the words that may belong to such a remark, the values of columns in play among them."""
    at, columns = state.at, _columns(state.spec)
    while at < len(reader.words):
        word = reader.words[at]
        hit = next(_values(reader, at, columns), None)
        before = reader.words[at - 1].form if at else ""
        letter = len(word.form) == 1 and before in ("capital", "small", "big")
        if hit:
            yield hit
        elif (
            word.form in _REMARK
            or word.is_filler
            or word.kind == "comma"
            or letter
            or _is_named(reader, state, at, columns)
        ):
            yield _Token(word.form, at + 1)
        else:
            return
        at = hit.end if hit else at + 1


def _is_named(reader: Reader, state: State, at: int, columns: Sequence[ColumnInfo]) -> bool:
    """True when a word names one of the columns, or the rows."""
    said = reader.words[at : at + 1]
    named = reader.names.column(state.spec.table, said)
    rows = any(True for _ in reader.table(at, state.spec.table))
    return rows or any(one.what in columns for one in named)


def _columns(spec: Spec) -> tuple[ColumnInfo, ...]:
    """Give the columns that are grouped by or asked for."""
    grouped = [g.ref.column for g in spec.groups if g.ref and not g.unit]
    asked = [c for c in spec.table.columns for p in spec.where if _about(p, c)]
    return tuple(c for c in dict.fromkeys((*grouped, *asked)) if family(c) == "text")


def _about(found: Predicate, column: ColumnInfo) -> bool:
    return found.said.removeprefix("not (").startswith(f"{column.name} is ")


def _values(reader: Reader, at: int, columns: Sequence[ColumnInfo]) -> Iterator[_Token]:
    """Give the value that is written here, as it is held."""
    for end in range(min(at + _LONGEST_VALUE, len(reader.words)), at, -1):
        text = reader.text.raw(at, end)
        for column in columns:
            same = [t.value for t in column.top if fold(t.value).strip() == fold(text).strip()]
            if same:
                exact = next((value for value in same if value.strip() == text.strip()), same[0])
                yield _Token(exact, end, column)


def _classes(tokens: Sequence[_Token]) -> Iterator[_Class]:
    """Give which values are one, in the order told: USA as US, Germany as DE."""
    pending: list[_Token] = []
    before, naming = "", False
    for token in tokens:
        if token.column is None:
            naming = naming or (before == "call" and token.text == "it")
            before = token.text if not token.text.startswith(("the", ",")) else before
            continue
        pending.append(token)
        if len(pending) > 1 and (naming or before in _TARGETS):
            yield _class(pending, token.text)
            pending, naming = [], False
        before = ""
    if pending:
        yield _class(pending, "")


def _class(said: Sequence[_Token], name: str) -> _Class:
    column = said[0].column
    assert column is not None
    return _Class(column, tuple(t.text for t in said if t.column == column), name)


def _applied(spec: Spec, classes: Sequence[_Class], *, written: bool) -> Spec | None:
    """Give the question with these values as one; none where it has nothing to do with them."""
    if not classes:
        groups = tuple(replace(g, folded=True) if _is_text(g) else g for g in spec.groups)
        return replace(spec, groups=groups) if written and (spec.where or spec.groups) else None
    for one in classes:
        merged = _merged(spec, one)
        if merged is None:
            return None
        spec = merged
    return spec


def _is_text(group: Group) -> bool:
    return group.ref is not None and not group.unit and family(group.ref.column) == "text"


def _merged(spec: Spec, one: _Class) -> Spec | None:
    """Give the question with these values as one; none when that says nothing of it."""
    folded = {fold(value).strip() for value in one.values}
    members = tuple(t.value for t in one.column.top if fold(t.value).strip() in folded)
    grouped = [g.ref is not None and g.ref.column == one.column for g in spec.groups]
    groups = tuple(
        replace(g, same=(*g.same, (one.name or members[0], members))) if same else g
        for g, same in zip(spec.groups, grouped, strict=True)
    )
    where = tuple(_extended(p, one.column, members) for p in spec.where)
    met = any(_about(p, one.column) for p in where)
    return replace(spec, groups=groups, where=where) if any(grouped) or met else None


def _extended(found: Predicate, column: ColumnInfo, members: Sequence[str]) -> Predicate:
    """Give a condition on the column for all the spellings, where it is for one of them.

    A single value besides belongs to what is asked for: it is said to count as well.
    """
    if not _about(found, column):
        return found
    denied = found.said.startswith("not (")
    said = found.said.removeprefix("not (").removesuffix(")" if denied else "")
    held = said.removeprefix(f"{column.name} is ").split(" or ")
    known, more = ({fold(value).strip() for value in values} for values in (held, members))
    if not known & more and len(more) > 1:
        return found
    wider = one_of(column, list(dict.fromkeys((*held, *members))))
    return found if wider is None else negated(wider) if denied else wider
