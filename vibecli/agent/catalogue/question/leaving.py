"""A part of a question that tells which rows stay outside, which alone are meant, or may be there.

Owns those three statements, in any word order: cancelled ones out, active only, closed ones may be
in there too. What is left open that way must not be a condition already.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from vibecli.agent.catalogue.phrases import phrases, words
from vibecli.agent.catalogue.predicates import (
    Predicate,
    missing,
    negated,
    present,
)
from vibecli.agent.catalogue.question import particles
from vibecli.agent.catalogue.question.apart import Core, absent, cores
from vibecli.agent.catalogue.question.conditions import (
    facts,
)
from vibecli.agent.catalogue.question.spec import Spec
from vibecli.agent.catalogue.question.state import Reader, State, States
from vibecli.agent.catalogue.words import Word
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
        """just|please only|only take|please only take|take only|only use|use only
    |i only care about|i only want|only want|we only want|i only need|just take|keep only
    |please just|i mean|only keep|i am only interested in|we are only interested in
    |it is only about|only show|only consider|restrict it to|restrict to|limit it to
    |focus on|only look at|just look at"""
    ),
)
_OUT_TRIGGERS = words(
    """out excluded exclude excepted except ignored ignore drop dropped skip skipped omit
    omitted off outside dummy dummies placeholder placeholders aside away disregarded
    disregard removed discarded filtered neither"""
)
_NOT_TRIGGERS = words(
    """included include counted count considered consider interesting wanted needed need real
    true valid human relevant matter shown show listed list part taken"""
)
_OUT_BAG = words(
    """is are be being been should shall must can may will to do does just so them those these
    they it all please left leave for me us in there here away naturally of course too as
    well also stands stand answered answer human score scores value values and or the a an
    not that this want have has get got = simply at which what rows ones row entries we i
    you let lets only altogether completely entirely you're no again well human agent agents
    customers people fake junk rubbish garbage nonsense silly test wrong errors error
    meaningless means mean because since meant stay stays remain go goes kept
    obviously clearly either neither nor"""
)
_ONLY_TAILS = words("only please exclusively")
_IN_BAG = words(
    """may be in there here too also included inclusive include count counts counted stay stays
    as well are is can the may should and or on list remain remains remaining welcome fine
    ok okay they ones those still keep kept not even with them of already this that do does
    matter it all any either way whether both open they're that's are regardless we want i
    please naturally course shall to will these own group separate = its a an as"""
)
_IN_TRIGGERS = words(
    """included inclusive include also too stay stays keep kept matter well count counts
    counted remain remains fine ok okay welcome whether regardless either own separate"""
)
_IN_LEADS = phrases(
    """also the|also|including|include|keep|whether|the already|already|with|even
    |no matter whether"""
)
_ANY = phrases(
    "any|whatever|all|of any|no matter which|no matter what|regardless of|every|any kind of"
)


def outside(reader: Reader, state: State) -> States:
    """Read rows that are left out, in a part of its own."""
    for start, led in _begun(reader, state.at, _OUT_LEADS):
        for core in cores(reader, state.spec, start):
            if _is_said(reader.words[core.end :], _OUT_BAG, _OUT_TRIGGERS, led=led):
                gone = negated(core.met)
                yield _ended(reader, state, core, gone)


def alone(reader: Reader, state: State) -> States:
    """Read rows that alone are meant, in a part of its own: active only, only the solved ones."""
    for start, led in _begun(reader, state.at, _KEPT_LEADS):
        for core in cores(reader, state.spec, start):
            rest = [w.form for w in reader.words[core.end :] if w.kind != "comma"]
            if set(rest) <= _ONLY_TAILS | {"ones"} and (led or "only" in rest):
                yield _ended(reader, state, core, core.met)


def open_to(reader: Reader, state: State) -> States:
    """Read what changes nothing: closed ones may be in there too, open or closed, any type."""
    used = " ".join(p.sql for p in state.spec.where)
    start = reader.after(state.at, _ANY)
    for end, named, _ in reader.columns(start if start is not None else state.at, state.spec.table):
        after = " ".join(w.form for w in reader.words[end:])
        free = after == "" if start is not None else after in ("does not matter", "do not matter")
        if free and quote(named.what.name) not in used:
            yield state.to(len(reader.words), 0.1).told(f"any {named.what.name} counts")
    for begun in (state.at, reader.after(state.at, _IN_LEADS)):
        if begun is None:
            continue
        for core in cores(reader, state.spec, begun, open_to=True):
            rest = reader.words[core.end :]
            forms = {w.form for w in (*reader.words[state.at : begun], *rest)}
            said = all(w.form in _IN_BAG or w.kind == "comma" for w in rest)
            names = [c.name for c in state.spec.table.columns if quote(c.name) in core.met.sql]
            if not (said and forms & (_IN_TRIGGERS | {"including"})):
                continue
            end, cost = len(reader.words), core.cost + 0.1
            wider = _widened(state.spec, core)
            if wider is not None:
                yield state.to(end, cost, spec=wider)
            elif not any(quote(name) in used for name in names):
                yield state.to(end, cost).told(f"rows with {core.met.said} count too")
    yield from _either_way(reader, state, used)


def _widened(spec: Spec, core: Core) -> Spec | None:
    """Give the question with a further value of a column it holds to values: dormant ones too."""
    name, _, value = core.met.said.partition(" is ")
    same = [p for p in spec.where if p.said.startswith(f"{name} is ") and value]
    if len(core.where) != 1 or len(same) != 1 or value in ("missing", "filled", "true", "false"):
        return None
    either = Predicate(f"({same[0].sql} OR {core.met.sql})", f"{same[0].said} or {value}")
    return replace(spec, where=tuple(either if p == same[0] else p for p in spec.where))


def unset(reader: Reader, state: State) -> States:
    """Read `no overdraft set`, `nobody entered a value date`: nothing is entered."""
    for reached in absent(reader, state):
        yield reached.to(reached.at, 0.1)


def restated(reader: Reader, state: State) -> States:
    """Read what only says again what was read: (null), (so not closed)."""
    end = reader.after(
        state.at, ("null", "empty", "blank", "is null", "so null", "missing", "nothing")
    )
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


def _ended(reader: Reader, state: State, core: Core, met: Predicate) -> State:
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
