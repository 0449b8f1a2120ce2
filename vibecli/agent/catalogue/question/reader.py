"""The reading of a question: the cheapest way to give every word one task.

A best-first search over states. Each table may be the subject; a word that no rule takes ends the
way. Readings that cost the same and say different things are asked about, never picked from.
"""

import heapq
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count, pairwise

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.notes import MAX_OPTIONS, Draft
from vibecli.agent.catalogue.predicates import is_time, within
from vibecli.agent.catalogue.question import frames
from vibecli.agent.catalogue.question.asides import without_asides
from vibecli.agent.catalogue.question.columns import beginnings
from vibecli.agent.catalogue.question.conditions import CONDITIONS, light, own_noun
from vibecli.agent.catalogue.question.dating import main_dates
from vibecli.agent.catalogue.question.facts import Facts
from vibecli.agent.catalogue.question.heads import HEADS, NOUNS
from vibecli.agent.catalogue.question.kin import by_link, children, happened, owner, whose
from vibecli.agent.catalogue.question.measures import in_unit, slowest
from vibecli.agent.catalogue.question.more import further, shown_anyway
from vibecli.agent.catalogue.question.names import Names, parts
from vibecli.agent.catalogue.question.scope import included, kept, left_aside, left_out
from vibecli.agent.catalogue.question.shape import SHAPES
from vibecli.agent.catalogue.question.spec import Measure, Ref, Spec, contradicts, said, select
from vibecli.agent.catalogue.question.spellings import alike
from vibecli.agent.catalogue.question.state import Choice, Reader, State, column_choice
from vibecli.agent.catalogue.question.turns import turns
from vibecli.agent.catalogue.rows import Rows
from vibecli.agent.catalogue.words import Word, Words, name_tokens, read_words
from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.plan.model import Assumption, Option, Question
from vibecli.steps.query import Query

FAMILIES = frozenset({"distinct", "share", "count", "aggregate", "show"})  # of phrases
_MOST_STATES = 3_000
_MARGIN = 0.06
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
    left_out,
    further,
    shown_anyway,
    included,
    left_aside,
    alike,
    owner,
    whose,
    children,
    happened,
    *SHAPES,
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
    for text, gone in _ways(cursor):
        reader = _reader(text, cursor)
        found = _best_first(reader)
        if text is cursor.text:
            cursor.far = max(cursor.far, min(reader.far, len(reader.words)))
        draft = _draft(reader, _answered(found, cursor), cursor)
        if draft is not None:
            aside = f"; set aside: {', '.join(gone)}" if gone else ""
            return replace(draft, said=draft.said + aside)
    return None


def _ways(cursor: Cursor) -> Iterator[tuple[Words, tuple[str, ...]]]:
    """Give the text as typed, then turned around, then without what is said around the question."""
    said = cursor.text.text
    yield cursor.text, ()
    for turned in turns(said):
        yield read_words(turned), ()
    for shorter, gone in without_asides(said, cursor.world):
        yield read_words(shorter), gone
        for turned in turns(shorter):
            yield read_words(turned), gone


def _reader(text: Words, cursor: Cursor) -> Reader:
    names = Names(cursor.world.catalog)
    return Reader(text, cursor.world, names, Facts(cursor.world, names))


def _best_first(reader: Reader) -> list[State]:
    return sorted(_readings(reader), key=lambda s: (round(s.cost, 6), len(select(s.spec))))


def _draft(reader: Reader, found: list[State], cursor: Cursor) -> Draft | None:
    """Give the best reading, or ask where another one is as good."""
    if not found:
        return None
    best = found[0]
    rivals = [
        s for s in found if s.cost < best.cost + _MARGIN and select(s.spec) != select(best.spec)
    ]
    if not rivals and _is_doubtful(reader, best):
        return None
    if rivals:
        question = _question(best, rivals)
        if question is not None:
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
    column = order.column if order else None
    recorded = column is not None and column.role is not Role.BIRTH_DATE
    unnamed = table.kind == "view" and not best.named and bool(best.spec.measures)
    return unnamed or (by_age and recorded)


def plain_rows(cursor: Cursor) -> Rows | None:
    """Read all that follows as rows of one table with conditions, when it reads in one way only."""
    text = read_words(cursor.text.raw(cursor.at, len(cursor.text.words)))
    found = _best_first(_reader(text, cursor))
    best = found[0] if found else None
    if best is None or not best.named or not best.spec.where:
        return None  # what is to be changed must be named
    if best.spec != _rows_only(best.spec):
        return None
    near = [s for s in found if s.cost < best.cost + _MARGIN]
    if any(select(s.spec) != select(best.spec) for s in near):
        return None
    for note in dict.fromkeys(best.notes):
        cursor.assume(note, "schema")
    cursor.move(len(cursor.rest))
    return Rows(best.spec.table, best.spec.where)


def _rows_only(spec: Spec) -> Spec:
    """Give the question for whole rows, in no order, that meet the same conditions."""
    return Spec(spec.table, spec.where)


def _is_statement(words: Sequence[Word]) -> bool:
    """True for a sentence that says how rows must be: every customer has an email."""
    if not words or words[0].form not in _ALL:
        return False
    return any(
        word.form in _MUST and before.form not in ("that", "who", "which")
        for before, word in pairwise(words)
    )


def _readings(reader: Reader) -> Iterator[State]:
    for table in reader.names.tables:
        yield from _of_table(reader, table)


def _of_table(reader: Reader, table: TableInfo) -> Iterator[State]:
    """Give the complete readings whose subject is a table, cheapest first."""
    ticket = count()
    start = State(0, Spec(table))
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
            for done in _finished(state):
                best = done.cost if best is None else min(best, done.cost)
                yield done
            continue
        for rule in {"head": HEADS, "noun": NOUNS, "tail": _TAILS}[state.stage]:
            for reached in rule(reader, state):
                if reached.at > state.at or reached.stage != state.stage:
                    heapq.heappush(queue, (reached.cost, -reached.at, next(ticket), reached))


def _at_end(reader: Reader, at: int) -> bool:
    return all(w.is_filler or w.kind == "comma" for w in reader.words[at:])


def _finished(state: State) -> Iterator[State]:
    """Give a reading as a whole: its share, its main date and its order settled."""
    if state.stage != "tail" or not _says_something(state) or contradicts(state.spec):
        return
    for one in _shared(state):
        for dated in _dated(one):
            yield from _ranked(dated)


def _says_something(state: State) -> bool:
    spec = state.spec
    if not state.named:
        measured = any(m.column for m in spec.measures)
        if not measured and not spec.where and not spec.distinct:
            return False
    asked = spec.where or spec.undated or spec.columns or spec.measures or spec.order or spec.limit
    if not (asked or state.led or state.way):
        return False
    return not (spec.groups and not spec.measures and not state.share and not state.way)


def _shared(state: State) -> Iterator[State]:
    """Make the conditions after the noun the part whose share is asked for."""
    if not state.share:
        yield state
        return
    before, after = state.spec.where[: state.part], state.spec.where[state.part :]
    if not after:  # the share of web orders: of all orders
        before, after = (), before
    if after:
        measure = Measure("share", where=after)
        yield replace(state, spec=replace(state.spec, where=before, measures=(measure,)))


def _dated(state: State) -> Iterator[State]:
    """Give the reading with each date that may be the main one."""
    spec = state.spec
    open_groups = any(group.ref is None for group in spec.groups)
    if spec.only and any(_one_day(span.said) for span in spec.undated):
        return  # what something was on a day is not known from when its row began
    if not spec.undated and not open_groups:
        if spec.date is None:
            yield state
        return
    for column, cost in main_dates(spec):
        spans = [within(column, span) for span in spec.undated]
        groups = tuple(
            replace(g, ref=Ref(column, spec.table)) if g.ref is None else g for g in spec.groups
        )
        dated = replace(spec, where=(*spec.where, *spans), groups=groups, undated=(), date=None)
        chosen = column_choice("the date", spec.table, column)
        yield (
            state.to(state.at, cost, spec=dated)
            .chose(chosen)
            .told(f"the date is {spec.table.name}.{column.name}")
        )


def _one_day(said: str) -> bool:
    return said in ("today", "yesterday") or bool(re.fullmatch(r"in \d{4}-\d\d-\d\d", said))


def _ranked(state: State) -> Iterator[State]:
    """Give the order a superlative asks for."""
    spec = state.spec
    if not state.way or (spec.order is not None and state.way == "top"):
        yield state
        return
    if spec.measures:
        return
    down, about = frames.SUPERLATIVES[state.way]
    limit = spec.limit or 1
    if isinstance(spec.order, Ref):
        yield replace(state, spec=replace(spec, down=down, limit=limit))
        return
    for column in _orderable(spec.table, about):
        owed = any(p.said == f"{column.name} < 0" for p in spec.where)
        ordered = replace(spec, order=Ref(column, spec.table), down=down is not owed, limit=limit)
        yield (
            replace(state, spec=ordered)
            .chose(Choice(state.way, column.name, f"{spec.table.name}.{column.name}"))
            .told(f"{state.way} is by {column.name}")
        )


def _orderable(table: TableInfo, about: str) -> list[ColumnInfo]:
    if about == "time":
        return beginnings(table) or [
            c for c in table.columns if is_time(c) and c.role is not Role.BIRTH_DATE
        ]
    amounts = list(table.with_role(Role.AMOUNT))
    if about == "price":
        return [c for c in amounts if "price" in frozenset().union(*parts(name_tokens(c.name)))]
    if about == "duration":
        return [c for c in amounts if "duration" in frozenset().union(*parts(name_tokens(c.name)))]
    return amounts


def _answered(found: list[State], cursor: Cursor) -> list[State]:
    """Keep the readings that agree with what the person has answered."""
    for answer in cursor.world.answers:
        fitting = [
            s
            for s in found
            if any(_asked(c) == answer.question and c.label == answer.choice for c in s.choices)
        ]
        found = fitting or found
    return found


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
