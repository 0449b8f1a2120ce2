"""What rows may be told apart by in a part of its own: values, numbers, nothing entered, a group.

Owns reading that much; whether such rows stay outside or are meant alone is for others to read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.predicates import (
    Predicate,
    both,
    compare,
    family,
    missing,
    related,
)
from vibecli.agent.catalogue.question.conditions import (
    column_value,
    consented,
    fact,
    filled,
)
from vibecli.agent.catalogue.question.dating import dated, occurred
from vibecli.agent.catalogue.question.numbers import compared, numeric
from vibecli.agent.catalogue.question.routes import through
from vibecli.agent.catalogue.question.spec import Path, Ref, Spec
from vibecli.agent.catalogue.question.state import Reader, State, States
from vibecli.agent.catalogue.vocabulary import OPPOSITES
from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.engine.names import quote

_NOUNS = phrases(
    """ones|those|these|rows|records|entries|lines|the ones|all ones|all|people|the rest
    |cases|items|things|stuff"""
)
_JOINTS = phrases("""that are|which are|with|that were|which were|with the|who are|in|from|where the
    |where|whose|that have|who have|which have|that is|which is|when the|if the|who came over
    |who came via|that came via|of|having|with a|for|for which the|in which the|that came from
    |who came from|which came from|that came over|where the entry|who said|on|by|with status
    |who were|who is|without""")
_ABSENT = phrases(
    """nobody wrote a|nobody wrote|nobody entered|nobody entered a|no one entered a
    |no one wrote a|nobody gave a|nobody gave|nobody put|nobody noted a|nobody noted
    |nobody filled in|without any|without a|with no|without|no|no one wrote|there is no
    |with blank|with empty|with a blank|with an empty|with missing|blank|empty|missing|null
    |with null|lacking|unknown|with unknown|with a missing|have no|who have no|that have no
    |has no|without known|not having a|with an unknown|without any known"""
)
_NULLS = phrases(
    "nulls|null|blanks|null values|blank ones|empty ones|missing ones|the nulls"
    "|missing values|empty values|the missing|null ones|unknown ones|nans"
)
_SET = phrases("set|given|entered|filled|filled in|noted|on file|known|recorded|stored|available")
_MOST_RULES = 3


@dataclass(frozen=True)
class Core:
    """What a statement is about: conditions on rows."""

    end: int
    where: tuple[Predicate, ...]
    cost: float
    notes: tuple[str, ...] = ()

    @property
    def met(self) -> Predicate:
        """The conditions as one."""
        said = " and ".join(p.said for p in self.where)
        return Predicate(f"({both(self.where)})", said) if len(self.where) > 1 else self.where[0]


def cores(reader: Reader, spec: Spec, at: int, *, open_to: bool = False) -> Iterator[Core]:
    """Give what rows may be told apart by here."""
    yield from _nulls(reader, spec, at)
    if not open_to:
        yield from _numbers(reader, spec, at)
    start = State(at, replace(spec, where=(), undated=()), stage="tail", named=True)
    for reached in _rows(reader, start, _MOST_RULES):
        if reached.spec.where and not reached.spec.undated:
            for end in _after_nouns(reader, spec.table, reached.at):
                yield Core(end, reached.spec.where, reached.cost, reached.notes)
    yield from _ofgroups_of(reader, spec, at)


def _rows(reader: Reader, state: State, left: int) -> States:
    """Read conditions around a noun that may repeat the table."""
    for at in dict.fromkeys(_after_nouns(reader, state.spec.table, state.at)):
        past = [at]
        joint = reader.after(at, _JOINTS)
        past += [joint] if joint is not None else []
        again = reader.after(joint, _JOINTS) if joint is not None else None
        past += [again] if again is not None else []
        for start in past:
            moved = state.to(start)
            yield from absent(reader, moved)
            for rule in (fact, column_value, compared, filled, consented, dated, occurred):
                for reached in rule(reader, moved):
                    if reached.spec.where == state.spec.where:
                        continue
                    yield reached
                    if left > 1:
                        yield from _rows(reader, reached, left - 1)
        yield from absent(reader, state.to(at))


def absent(reader: Reader, state: State) -> States:
    """Read that nothing is entered: where nobody wrote a reason, without any source."""
    yield from _never_given(reader, state)
    start = reader.after(state.at, _ABSENT)
    for end, named, _ in reader.columns(start, state.spec.table):
        spec = state.spec.plus(missing(named.what))
        yield state.to(reader.after(end, _SET) or end, named.cost, spec=spec)
    for link in reader.world.catalog.relationships if start is not None else ():
        other = reader.world.catalog.table(link.to_table)
        if link.table.lower() == state.spec.table.name.lower() and other is not None:
            gone = related(link, link.table, has=False)
            for end, cost in reader.other(start, other):  # without known user
                yield state.to(end, cost, spec=state.spec.plus(gone))


def _never_given(reader: Reader, state: State) -> States:
    """Read `unassigned tickets`: the column of that name is empty."""
    at = reader.fillers(state.at)
    concept = OPPOSITES.get(reader.words[at].form, "") if at < len(reader.words) else ""
    for column in state.spec.table.columns if concept else ():
        held = family(column) == "text" and column.null_share
        if held and concept in reader.names.means(column):
            yield state.to(at + 1, 0.1, spec=state.spec.plus(missing(column))).told(
                f"{reader.words[at].text}: {column.name} is missing"
            )


def _after_nouns(reader: Reader, table: TableInfo, at: int) -> Iterator[int]:
    yield at
    ones = reader.after(at, _NOUNS)
    if ones is not None:
        yield ones
    for end, _ in reader.table(at, table):
        yield end


def _nulls(reader: Reader, spec: Spec, at: int) -> Iterator[Core]:
    """Read `nulls`, `no null feature`, `null supplier`: of a column, else of the group."""
    start = reader.after(at, _NULLS)
    for end, named, _ in reader.columns(reader.after(at, _ABSENT), spec.table):
        yield Core(end, (missing(named.what),), named.cost)
    for ref in groups_of(spec):
        if start is not None:
            yield Core(start, (_through(ref.path, missing(ref.column)),), 0.1)
        for end, named, _ in reader.columns(reader.after(at, _ABSENT), ref.table):
            if named.what == ref.column and ref.path:
                yield Core(end, (_through(ref.path, missing(ref.column)),), named.cost)


def groups_of(spec: Spec) -> list[Ref]:
    """Give the columns that rows are grouped by as they are."""
    return [g.ref for g in spec.groups if g.ref and not g.unit]


def _through(path: Path, predicate: Predicate) -> Predicate:
    return through(path, [predicate]) if path else predicate


def _numbers(reader: Reader, spec: Spec, at: int) -> Iterator[Core]:
    """Read `-1 and 999`: values of the column that is measured, compared or named beside."""
    place = reader.after(at, ("value", "values", "the values", "the value", "id", "ids")) or at
    for end, named, _ in reader.columns(at, spec.table):
        if numeric(named.what) and (number := reader.number(end)):
            yield Core(number[1], (compare(named.what, "=", number[0]),), named.cost)
    found: list[float] = []
    while (number := reader.number(place)) is not None:
        found.append(number[0])
        place = number[1]
        more = reader.after(place, ("and", "or"))
        comma = place < len(reader.words) and reader.words[place].kind == "comma"
        nxt = more if more is not None else place + comma
        if reader.number(nxt) is None:
            break
        place = nxt
    for column in _measured(reader, spec, place) if found else ():
        where = [compare(column, "=", value) for value in found]
        either = Predicate(
            f"({' OR '.join(p.sql for p in where)})", " or ".join(p.said for p in where)
        )
        yield Core(place, (either,), 0.1, (f"{either.said} is left out",))


def _measured(reader: Reader, spec: Spec, at: int) -> list[ColumnInfo]:
    named = [
        n.what
        for place in range(at, len(reader.words))
        for _, n, _ in reader.columns(place, spec.table)
        if numeric(n.what) and n.cost < 0.2  # noqa: PLR2004
    ]
    measured = [m.column for m in spec.measures if m.column and numeric(m.column)]
    compared_ = [
        c
        for c in spec.table.columns
        if numeric(c) and any(quote(c.name) in p.sql for p in spec.where)
    ]
    return (named or measured or (compared_ if len(compared_) == 1 else []))[:1]


def _ofgroups_of(reader: Reader, spec: Spec, at: int) -> Iterator[Core]:
    """Read a value of the group that another table holds."""
    for ref in groups_of(spec):
        if not ref.path:
            continue
        start = State(at, Spec(ref.table), stage="tail", named=True)
        for reached in _rows(reader, start, 1):
            if reached.spec.where:
                met = through(ref.path, reached.spec.where)
                yield Core(reached.at, (met,), reached.cost + 0.1, reached.notes)
