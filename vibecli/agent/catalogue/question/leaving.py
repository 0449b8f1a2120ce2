"""A part of a question that tells which rows stay outside, which alone are meant, or may be there.

Owns those three statements, in any word order: cancelled ones out, active only, closed ones may be
in there too. What is left open that way must not be a condition already.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from vibecli.agent.catalogue.phrases import phrases, words
from vibecli.agent.catalogue.predicates import (
    Predicate,
    both,
    compare,
    family,
    missing,
    negated,
    present,
    related,
)
from vibecli.agent.catalogue.question import particles
from vibecli.agent.catalogue.question.conditions import (
    column_value,
    consented,
    fact,
    facts,
    filled,
)
from vibecli.agent.catalogue.question.dating import dated, occurred
from vibecli.agent.catalogue.question.numbers import compared, numeric
from vibecli.agent.catalogue.question.routes import through
from vibecli.agent.catalogue.question.spec import Path, Ref, Spec
from vibecli.agent.catalogue.question.state import Reader, State, States
from vibecli.agent.catalogue.vocabulary import OPPOSITES
from vibecli.agent.catalogue.words import Word
from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.engine.names import quote

_OUT_LEADS = (
    *(lead for lead in particles.LEAVE_OUT if lead not in ("not the", "minus")),
    *phrases(
        """forget about|forget|throw out|just ignore|please ignore|just drop|please drop|just skip
        |drop all|skip all|ignore all|with the exception of|with exception of|with exclusion of
        |filter out|take out|cut out|cut|remove|without any of|not|i do not want|we do not want
        |do not want|do not show|no need for|do not need|i do not need|and no|so no|never mind
        |do not take|do not use|do not consider|only not|kick out|leave aside|set aside|discard
        |do not list|must not be|should not be|but leave|but without|not interested in
        |i am not interested in|we are not interested in"""
    ),
)
_KEPT_LEADS = (
    *particles.KEEP_ONLY,
    *phrases(
        """just|please only|only take|please only take|take only|only use|use only|i only care about
        |i only want|only want|we only want|i only need|just take|keep only|please just|i mean
        |only keep|i am only interested in|we are only interested in|it is only about|only show
        |only consider|restrict it to|restrict to|limit it to|focus on|only look at|just look at"""
    ),
)
_OUT_TRIGGERS = words("""out excluded exclude excepted except ignored ignore drop dropped skip skipped
    omit omitted off outside dummy dummies placeholder placeholders aside away disregarded
    disregard removed discarded filtered""")
_NOT_TRIGGERS = words("""included include counted count considered consider interesting wanted needed
    need real true valid human relevant matter shown show listed list part taken""")
_OUT_BAG = words("""is are be being been should shall must can may will to do does just so them those
    these they it all please left leave for me us in there here away naturally of course too as well
    also stands stand answered answer human score scores value values and or the a an not that this want
    have has get got = simply at which what rows ones row entries we i you let lets only altogether
    completely entirely you're no again well human agent agents customers people fake junk rubbish
    garbage nonsense silly test wrong errors error meaningless means mean because since meant""")
_ONLY_TAILS = words("only please exclusively")
_IN_BAG = words("""may be in there here too also included inclusive include count counts counted stay
    stays as well are is can the may should and or on list remain remains remaining welcome fine ok
    okay they ones those still keep kept not even with them of already this that do does matter it
    all any either way whether both open they're that's are regardless we want i please naturally
    course shall to will these own group separate = its a an as""")
_IN_TRIGGERS = words("""included inclusive include also too stay stays keep kept matter well count counts
    counted remain remains fine ok okay welcome whether regardless either own separate""")
_ANY = phrases(
    "any|whatever|all|of any|no matter which|no matter what|regardless of|every|any kind of"
)
_NOUNS = phrases("""ones|those|these|rows|records|entries|lines|the ones|all ones|all|people|the rest
    |cases|items|things|stuff""")
_JOINTS = phrases("""that are|which are|with|that were|which were|with the|who are|in|from|where the
    |where|whose|that have|who have|which have|that is|which is|when the|if the|who came over
    |who came via|that came via|of|having|with a|for|for which the|in which the|that came from
    |who came from|which came from|that came over|where the entry|who said|on|by|with status
    |who were|who is|without""")
_ABSENT = phrases("""nobody wrote a|nobody wrote|nobody entered|nobody entered a|no one entered a
    |no one wrote a|nobody gave a|nobody gave|nobody put|nobody noted a|nobody noted|nobody filled in
    |without any|without a|with no|without|no|no one wrote|there is no|with blank|with empty
    |with a blank|with an empty|with missing|blank|empty|missing|null|with null|lacking|unknown
    |with unknown|with a missing|have no|who have no|that have no|has no|without known|not having a
    |with an unknown|without any known""")
_NULLS = phrases(
    "nulls|null|blanks|null values|blank ones|empty ones|missing ones|the nulls"
    "|missing values|empty values|the missing|null ones|unknown ones|nans"
)
_SET = phrases("set|given|entered|filled|filled in|noted|on file|known|recorded|stored|available")
_MOST_RULES = 3


@dataclass(frozen=True)
class _Core:
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


def outside(reader: Reader, state: State) -> States:
    """Read rows that are left out, in a part of its own."""
    for start, led in _begun(reader, state.at, _OUT_LEADS):
        for core in _cores(reader, state.spec, start):
            if _is_said(reader.words[core.end :], _OUT_BAG, _OUT_TRIGGERS, led=led):
                gone = negated(core.met)
                yield _ended(reader, state, core, gone)


def alone(reader: Reader, state: State) -> States:
    """Read rows that alone are meant, in a part of its own: active only, only the solved ones."""
    for start, led in _begun(reader, state.at, _KEPT_LEADS):
        for core in _cores(reader, state.spec, start):
            rest = [w.form for w in reader.words[core.end :] if w.kind != "comma"]
            if set(rest) <= _ONLY_TAILS | {"ones"} and (led or "only" in rest):
                yield _ended(reader, state, core, core.met)


def open_to(reader: Reader, state: State) -> States:
    """Read what changes nothing: closed ones may be in there too, open or closed, any type."""
    used = " ".join(p.sql for p in state.spec.where)
    start = reader.after(state.at, _ANY)
    for end, named, _ in reader.columns(start if start is not None else state.at, state.spec.table):
        rest = " ".join(w.form for w in reader.words[end:])
        free = rest == "" if start is not None else rest in ("does not matter", "do not matter")
        if free and quote(named.what.name) not in used:
            yield state.to(len(reader.words), 0.1).told(f"any {named.what.name} counts")
    for begun in (state.at, reader.after(state.at, ("also the", "also", "including", "include", "keep",
                  "whether", "the already", "already", "with", "even", "no matter whether"))):  # fmt: skip
        if begun is None:
            continue
        for core in _cores(reader, state.spec, begun, open_to=True):
            rest = reader.words[core.end :]
            forms = {w.form for w in (*reader.words[state.at : begun], *rest)}
            said = all(w.form in _IN_BAG or w.kind == "comma" for w in rest)
            names = [c.name for c in state.spec.table.columns if quote(c.name) in core.met.sql]
            if (
                said
                and forms & (_IN_TRIGGERS | {"including"})
                and not any(quote(name) in used for name in names)
            ):
                yield state.to(len(reader.words), core.cost + 0.1).told(
                    f"rows with {core.met.said} count too"
                )
    yield from _either_way(reader, state, used)


def unset(reader: Reader, state: State) -> States:
    """Read `no overdraft set`, `nobody entered a value date`: nothing is entered."""
    for reached in _absent(reader, state):
        yield reached.to(reached.at, 0.1)


def restated(reader: Reader, state: State) -> States:
    """Read what only says again what was read: (null), (so not closed)."""
    end = reader.after(state.at, ("null", "empty", "blank", "is null", "so null", "missing", "nothing"))
    if end == len(reader.words) and any(p.said.endswith("is missing") for p in state.spec.where):
        yield state.to(end)


def _either_way(reader: Reader, state: State, used: str) -> States:
    """Read `open or closed`: a state and its opposite."""
    at = (
        reader.after(state.at, ("whether", "be it", "no matter whether", "no matter if"))
        or state.at
    )
    for end, found, cost, _ in facts(reader, state.spec.table, at):
        middle = reader.after(end, ("or", "and", "as well as"))
        for last, other, price, _ in facts(reader, state.spec.table, middle) if middle else ():
            opposite = other.sql == negated(found).sql or found.sql == negated(other).sql
            names = [c for c in state.spec.table.columns if quote(c.name) in found.sql]
            same = opposite or any(
                {found.sql, other.sql} == {present(c).sql, missing(c).sql} for c in names
            )
            if same and last == len(reader.words) and found.sql not in used:
                yield state.to(last, cost + price).told(f"{found.said} or not")


def _ended(reader: Reader, state: State, core: _Core, met: Predicate) -> State:
    there = any(p.sql == met.sql for p in state.spec.where)
    spec = state.spec if there else state.spec.plus(met)
    return state.to(len(reader.words), core.cost + 0.05, spec=spec).told(*core.notes)


def _begun(reader: Reader, at: int, leads: Sequence[str]) -> Iterator[tuple[int, bool]]:
    start = reader.after(at, leads)
    if start is not None:
        yield start, True
        again = reader.after(start, leads)  # please only take
        if again is not None:
            yield again, True
    yield at, False


def _is_said(
    rest: Sequence[Word], bag: frozenset[str], triggers: frozenset[str], *, led: bool
) -> bool:
    """True when what follows only says that those are left out."""
    forms = [w.form for w in rest if w.kind != "comma"]
    if not set(forms) <= bag | triggers | _NOT_TRIGGERS:
        return False
    denied = "not" in forms and bool(set(forms) & _NOT_TRIGGERS)
    told = bool(set(forms) & triggers) or denied
    return told or (led and "not" not in forms)


def _cores(reader: Reader, spec: Spec, at: int, *, open_to: bool = False) -> Iterator[_Core]:
    """Give what rows may be told apart by here."""
    yield from _nulls(reader, spec, at)
    if not open_to:
        yield from _numbers(reader, spec, at)
    start = State(at, replace(spec, where=(), undated=()), stage="tail", named=True)
    for reached in _rows(reader, start, _MOST_RULES):
        if reached.spec.where and not reached.spec.undated:
            for end in _after_nouns(reader, spec.table, reached.at):
                yield _Core(end, reached.spec.where, reached.cost, reached.notes)
    yield from _of_groups(reader, spec, at)


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
            yield from _absent(reader, moved)
            for rule in (fact, column_value, compared, filled, consented, dated, occurred):
                for reached in rule(reader, moved):
                    if reached.spec.where == state.spec.where:
                        continue
                    yield reached
                    if left > 1:
                        yield from _rows(reader, reached, left - 1)
        yield from _absent(reader, state.to(at))


def _absent(reader: Reader, state: State) -> States:
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


def _nulls(reader: Reader, spec: Spec, at: int) -> Iterator[_Core]:
    """Read `nulls`, `no null feature`, `null supplier`: of a column, else of the group."""
    start = reader.after(at, _NULLS)
    for end, named, _ in reader.columns(reader.after(at, _ABSENT), spec.table):
        yield _Core(end, (missing(named.what),), named.cost)
    for ref in _groups(spec):
        if start is not None:
            yield _Core(start, (_through(ref.path, missing(ref.column)),), 0.1)
        for end, named, _ in reader.columns(reader.after(at, _ABSENT), ref.table):
            if named.what == ref.column and ref.path:
                yield _Core(end, (_through(ref.path, missing(ref.column)),), named.cost)


def _groups(spec: Spec) -> list[Ref]:
    return [g.ref for g in spec.groups if g.ref and not g.unit]


def _through(path: Path, predicate: Predicate) -> Predicate:
    return through(path, [predicate]) if path else predicate


def _numbers(reader: Reader, spec: Spec, at: int) -> Iterator[_Core]:
    """Read `-1 and 999`: values of the column that is measured, compared or named beside."""
    place = reader.after(at, ("value", "values", "the values", "the value", "id", "ids")) or at
    for end, named, _ in reader.columns(at, spec.table):
        if numeric(named.what) and (number := reader.number(end)):
            yield _Core(number[1], (compare(named.what, "=", number[0]),), named.cost)
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
        yield _Core(place, (either,), 0.1, (f"{either.said} is left out",))


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


def _of_groups(reader: Reader, spec: Spec, at: int) -> Iterator[_Core]:
    """Read a value of the group that another table holds."""
    for ref in _groups(spec):
        if not ref.path:
            continue
        start = State(at, Spec(ref.table), stage="tail", named=True)
        for reached in _rows(reader, start, 1):
            if reached.spec.where:
                met = through(ref.path, reached.spec.where)
                yield _Core(reached.at, (met,), reached.cost + 0.1, reached.notes)
