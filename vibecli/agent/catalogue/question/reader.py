"""The reading of a question: the cheapest way to give every word one task.

A best-first search over states. Each table may be the subject; a word that no rule takes ends the
way. Readings that cost the same and say different things are asked about, never picked from.
"""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import count, pairwise

from vibecli.agent.catalogue.cursor import Cursor, World
from vibecli.agent.catalogue.notes import MAX_OPTIONS, Draft, answer_to
from vibecli.agent.catalogue.question.against import against
from vibecli.agent.catalogue.question.asides import without_asides
from vibecli.agent.catalogue.question.beside import figures
from vibecli.agent.catalogue.question.chain import chained
from vibecli.agent.catalogue.question.computing import added
from vibecli.agent.catalogue.question.conditions import CONDITIONS, light, own_noun
from vibecli.agent.catalogue.question.finishing import finished
from vibecli.agent.catalogue.question.heads import HEADS, NOUNS
from vibecli.agent.catalogue.question.kin import by_link, children, happened, owner, whose
from vibecli.agent.catalogue.question.leaving import unset
from vibecli.agent.catalogue.question.measures import in_unit, slowest
from vibecli.agent.catalogue.question.memory import memory, spot
from vibecli.agent.catalogue.question.merging import compared_with
from vibecli.agent.catalogue.question.sameness import any_case
from vibecli.agent.catalogue.question.scope import kept, left_out
from vibecli.agent.catalogue.question.shape import SHAPES
from vibecli.agent.catalogue.question.showing import numbered, styled
from vibecli.agent.catalogue.question.spec import Figure, Spec, said, select
from vibecli.agent.catalogue.question.state import Choice, Reader, State
from vibecli.agent.catalogue.question.turns import turns
from vibecli.agent.catalogue.rows import Rows
from vibecli.agent.catalogue.words import Word, Words, read_words
from vibecli.data.catalog import Role, TableInfo
from vibecli.plan.model import Assumption, Option, Question
from vibecli.steps.query import Query

FAMILIES = frozenset({"distinct", "share", "count", "aggregate", "show"})  # of phrases
_MOST_STATES = 3_000
_MARGIN = 0.06
_EXCEPT = frozenset({"except", "excepting", "excluding", "without", "apart", "barring"})
_AND_THOSE = frozenset({("and", "those"), ("and", "ones"), ("and", "them"), ("or", "those")})
_AGES = frozenset({"oldest", "youngest", "eldest"})
_ALL = frozenset(["every", "each", "all", "no", "any"])
_MUST = frozenset(["has", "have", "is", "are", "must", "should", "needs", "need", "may"])
_TAILS = (
    own_noun,
    by_link,
    kept,
    in_unit,
    slowest,
    *CONDITIONS,
    against,
    figures,
    left_out,
    owner,
    whose,
    children,
    happened,
    *SHAPES,
    numbered,
    added,
    styled,
    unset,
    any_case,
    light,
)


def unasked(cursor: Cursor) -> tuple[Cursor, Draft | None]:
    """Give the reading of a question that needs no answer; what the glossary decided stands."""
    fresh = Cursor(cursor.text, replace(cursor.world, asked=[]))
    if any(isinstance(n, Assumption) and n.basis == "glossary" for n in cursor.notes):
        return fresh, None
    draft = read(fresh)
    return fresh, draft


def read(cursor: Cursor) -> Draft | None:
    """Read an intent that asks about rows."""
    if cursor.at or _is_statement(cursor.text.words):
        return None
    draft = _in_parts(cursor)
    if draft is not None:
        return draft
    for text, gone in _ways(cursor.text, cursor.world):
        reader, found = _alone(text, cursor.world)
        if text is cursor.text:
            cursor.far = max(cursor.far, min(reader.far, len(reader.words)))
        draft = _draft(reader, found, cursor)
        if draft is not None:
            aside = f"; set aside: {', '.join(gone)}" if gone else ""
            return replace(draft, said=draft.said + aside)
    return None


def _in_parts(cursor: Cursor) -> Draft | None:
    """Read an intent of several sentences or clauses, part by part."""
    known = memory(cursor.world)
    if cursor.text not in known.chained:
        known.chained[cursor.text] = chained(cursor, partial(_first, cursor.world), _TAILS)
    chain = known.chained[cursor.text]
    if chain is None:
        return None
    reader, found = chain
    done = _cheapest_first(one for state in found for one in finished(state))
    return _draft(reader, done, cursor)


def _first(world: World, text: Words) -> tuple[Reader, list[State]]:
    """Give the readings of a part that asks, in the first way to put it that can be read."""
    for put, gone in _ways(text, world) if text.words else ():
        reader, found = _alone(put, world)
        if found:
            return reader, [s.told(*(f"set aside: {one}" for one in gone)) for s in found]
    reader = memory(world).reader(text)
    bare = [
        State(end, Spec(table), "tail", cost, named=True, led=True)  # tickets, opened 2025
        for table in reader.names.tables
        for end, cost in reader.table(0, table)
        if text.words and end == len(text.words)
    ]
    return reader, bare


def _ways(text: Words, world: World) -> Iterator[tuple[Words, tuple[str, ...]]]:
    """Give the text as typed, then turned around, then without what is said around the question."""
    said = text.text
    yield text, ()
    for turned in turns(said):
        yield read_words(turned), ()
    for shorter, gone in without_asides(said, world):
        yield read_words(shorter), gone
        for turned in turns(shorter):
            yield read_words(turned), gone


def _alone(text: Words, world: World) -> tuple[Reader, list[State]]:
    """Give the readings of a text, cheapest first; what was read before is remembered."""
    known = memory(world)
    if text not in known.alone:
        reader = known.reader(text)
        found = () if _excepts_in_turn(text.words) else _readings(reader)
        known.alone[text] = reader, _cheapest_first(found)
    return known.alone[text]


def _excepts_in_turn(words: Sequence[Word]) -> bool:
    """True for `except those with email and those who ordered`: are these left out or wanted?"""
    forms = [word.form for word in words]
    first = next((n for n, form in enumerate(forms) if form in _EXCEPT), len(forms))
    later = zip(forms[first:], forms[first + 1 :], strict=False)
    return any(pair in _AND_THOSE for pair in later)


def _cheapest_first(found: Iterable[State]) -> list[State]:
    return sorted(found, key=lambda s: (round(s.cost, 6), len(select(s.spec))))


def _draft(reader: Reader, found: list[State], cursor: Cursor) -> Draft | None:
    """Give the best reading, or ask where another one is as good."""
    if not found:
        return None
    best, rivals = found[0], _rivals(found)
    if not rivals and _is_doubtful(reader, best):
        return None
    question = _question(best, rivals)
    if rivals and question is None:
        found = list(map(_by_condition, found))
        question = _question(found[0], _rivals(found))
    if question is not None:
        option = answer_to(question, cursor.world.answers)
        agreeing = _agreeing(found, question, option.label) if option else found
        if len(agreeing) < len(found):
            return _draft(reader, agreeing, cursor)
        cursor.notes.append(question)
    for note in dict.fromkeys(best.notes):
        cursor.assume(note, "schema")
    cursor.move(len(cursor.rest))
    told = said(best.spec)
    return Draft(
        f"Rows of {best.spec.table.name}",
        told,
        (Query(id="s1", why=told, select=select(best.spec)),),
    )


def _is_doubtful(reader: Reader, best: State) -> bool:
    """Tell a view nobody named, and persons called the oldest who were only recorded first."""
    order, table = best.spec.order, best.spec.table
    by_age = bool(_AGES & {word.form for word in reader.words} and table.with_role(Role.BIRTH_DATE))
    column = None if order is None or isinstance(order, Figure) else order.column
    recorded = column is not None and column.role is not Role.BIRTH_DATE
    unnamed = table.kind == "view" and not best.named and bool(best.spec.measures)
    return unnamed or (by_age and recorded)


def plain_rows(cursor: Cursor) -> Rows | None:
    """Read all that follows as rows of one table with conditions, when it reads in one way only."""
    text = read_words(cursor.text.raw(cursor.at, len(cursor.text.words)))
    best = only_reading(row_sets(text, cursor.world))
    if best is None or not best.spec.where:
        return None  # what is to be changed must be named
    for note in dict.fromkeys(best.notes):
        cursor.assume(note, "schema")
    cursor.move(len(cursor.rest))
    return Rows(best.spec.table, best.spec.where)


def row_sets(text: Words, world: World, table: TableInfo | None = None) -> list[State]:
    """Give the readings of words as whole rows of a named table, cheapest first.

    With a table they are what is said of its rows: that are closed, if there is no closing date.
    """
    text = text.apart()
    if table is None:
        _, ranked = _alone(text, world)
    else:
        known, where = memory(world), spot(table, text)
        if where not in known.about:
            start = State(0, Spec(table), stage="tail", named=True)
            known.about[where] = _cheapest_first(_of_table(known.reader(text), start))
        ranked = known.about[where]
    return ranked if ranked and all(map(_is_plain, _near(ranked))) else []


def only_reading(found: Sequence[State]) -> State | None:
    """Give the cheapest reading, when none as cheap says something else."""
    same = {select(s.spec) for s in _near(found)}
    return found[0] if len(same) == 1 else None


def _near(found: Sequence[State]) -> list[State]:
    """Give the readings that cost about as little as the cheapest."""
    return [s for s in found if s.cost < found[0].cost + _MARGIN]


def _is_plain(state: State) -> bool:
    """True for whole rows of a table that was named, in no order."""
    return state.named and state.spec == Spec(state.spec.table, state.spec.where)


def _is_statement(words: Sequence[Word]) -> bool:
    """True for a sentence that says how rows must be: every customer has an email."""
    if not words or words[0].form not in _ALL:
        return False
    return any(
        word.form in _MUST and before.form not in ("that", "who", "which", "they", "it")
        for before, word in pairwise(words)
    )


def _readings(reader: Reader) -> Iterator[State]:
    for table in reader.names.tables:
        yield from _of_table(reader, State(0, Spec(table)))


def _of_table(reader: Reader, start: State) -> Iterator[State]:
    """Give the complete readings that go on from a start about one table, cheapest first."""
    ticket = count()
    queue: list[tuple[float, int, int, State]] = [(0.0, 0, next(ticket), start)]
    seen: set[tuple[object, ...]] = set()
    best: float | None = None
    for _ in range(_MOST_STATES):
        if not queue:
            return
        _, _, _, state = heapq.heappop(queue)
        mark = (state.at, state.stage, state.spec, state.share, state.way, state.named)
        if mark in seen or (best is not None and state.cost > best + _MARGIN):
            continue
        seen.add(mark)
        reader.far = max(reader.far, state.at)
        if _at_end(reader, state.at):
            for done in finished(state):
                best = done.cost if best is None else min(best, done.cost)
                yield done
            continue
        for rule in {"head": HEADS, "noun": NOUNS, "tail": _TAILS}[state.stage]:
            for reached in rule(reader, state):
                if reached.at > state.at or reached.stage != state.stage:
                    heapq.heappush(queue, (reached.cost, -reached.at, next(ticket), reached))


def _at_end(reader: Reader, at: int) -> bool:
    return all(w.is_filler or w.kind == "comma" for w in reader.words[at:])


def _rivals(found: Sequence[State]) -> list[State]:
    """Give the readings that are as good as the best one and say something else."""
    best = found[0]
    return [s for s in _near(found) if select(s.spec) != select(best.spec)]


def _by_condition(state: State) -> State:
    """Give a reading with the values it compares as choices: Oslo of origin, or of target."""
    for one in state.spec.where:
        column, _, value = one.said.partition(" is ")
        held = compared_with(one, column)
        state = state.chose(Choice(value, column, one.said)) if held else state
    return state


def _agreeing(found: list[State], question: Question, label: str) -> list[State]:
    """Keep the readings that agree with what the person has answered."""
    return [
        s
        for s in found
        if any(_asked(c) == question.question and c.label == label for c in s.choices)
    ]


def _asked(choice: Choice) -> str:
    return f"What is meant by {choice.said}?"


def _question(best: State, rivals: list[State]) -> Question | None:
    """Ask about the first thing in which the readings differ."""
    for number, choice in enumerate(best.choices):
        options = {choice.label: choice}
        for rival in rivals:
            other = next((c for c in rival.choices[number:] if c.said == choice.said), None)
            if other:
                options.setdefault(other.label, other)
        if len(options) > 1:
            shown = [
                Option(label=c.label, means=c.means) for c in list(options.values())[:MAX_OPTIONS]
            ]
            return Question(question=_asked(choice), about=choice.said, options=tuple(shown))
    return None
