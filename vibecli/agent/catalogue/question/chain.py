"""A question of several parts, read one after the other: each goes on from what the last left.

Owns the order of reading. A part is read as one with those that a comma joins to it, in the way
the others leave open; one that only whoever asks says of themselves is set aside and told.
"""

import heapq
from collections.abc import Callable, Iterator, Sequence
from itertools import count

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.question.asides import is_aside
from vibecli.agent.catalogue.question.computing import asked_late
from vibecli.agent.catalogue.question.leaving import alone, open_to, outside, restated
from vibecli.agent.catalogue.question.sameness import same
from vibecli.agent.catalogue.question.sentences import Part, parted
from vibecli.agent.catalogue.question.showing import shown_columns, shown_groups
from vibecli.agent.catalogue.question.state import Reader, State, States
from vibecli.agent.catalogue.question.tallies import tallied
from vibecli.agent.catalogue.words import Words, read_words

Rule = Callable[[Reader, State], States]
Readings = Callable[[Words], tuple[Reader, list[State]]]
WHOLE: tuple[Rule, ...] = (
    same,
    outside,
    alone,
    open_to,
    restated,
    asked_late,
    tallied,
    shown_columns,
    shown_groups,
)
_MOST_STATES, _KEPT = 400, 6
_JOINTS = ("and", "but", "so", "also", "then", "oh and", "oh", "and also", "and then", "but then")
_MARGIN, _ASIDE = 0.3, 0.4


def chained(
    cursor: Cursor, first: Readings, tails: Sequence[Rule]
) -> tuple[Reader, list[State]] | None:
    """Give the readings of a text of several parts, with the reader of the part that asks."""
    parts = parted(cursor.text.text)
    if len(parts) < 2:  # noqa: PLR2004
        return None
    found = _of_parts(parts, first, tails)
    finer = parted(cursor.text.text, finer=True)
    if found is None and len(finer) > len(parts):
        found = _of_parts(finer, first, tails)
    return found


def _of_parts(
    parts: Sequence[Part], first: Readings, tails: Sequence[Rule]
) -> tuple[Reader, list[State]] | None:
    """Give the readings of parts, the first of which that asks may come after asides."""
    for begin in range(len(parts)):
        before = [read_words(part.text) for part in parts[:begin]]
        names = first(read_words(""))[0].names
        if not all(is_aside(text, names) for text in before):
            return None
        done: list[State] = []
        readers: list[Reader] = []
        for end in range(_last_joined(parts, begin), begin, -1):
            reader, found = first(read_words(_joined(parts, begin, end)))
            if found:
                told = [f"set aside: {t.text}" for t in before if t.words]
                states = [s.told(*told) for s in _nearest(found)]
                done += _rest(reader, states, parts[end:], tails)
                readers.append(reader)
        if done:
            return readers[0], done
    return None


def _last_joined(parts: Sequence[Part], begin: int) -> int:
    end = begin + 1
    while end < len(parts) and parts[end].joint:
        end += 1
    return end


def _joined(parts: Sequence[Part], begin: int, end: int) -> str:
    return parts[begin].text + "".join(p.joint + p.text for p in parts[begin + 1 : end])


def _nearest(states: Sequence[State]) -> list[State]:
    """Give the readings near the cheapest, cheapest first."""
    ordered = sorted(states, key=lambda s: round(s.cost, 6))
    return [s for s in ordered if s.cost <= ordered[0].cost + _MARGIN][:_KEPT]


def _rest(
    reader: Reader, states: list[State], parts: Sequence[Part], tails: Sequence[Rule]
) -> list[State]:
    """Go on from the first part to the last; empty when a part can not be read."""
    reached: list[list[State]] = [states, *([] for _ in parts)]
    for at in range(len(parts)):
        if not reached[at]:
            continue
        now = _nearest(reached[at])
        for end in range(_last_joined(parts, at), at, -1):
            text = read_words(_joined(parts, at, end))
            part = Reader(text, reader.world, reader.names, reader.facts)
            if not text.words:
                reached[end] += now
                continue
            reached[end] += [more for state in now for more in _read(part, state, tails)]
        text = read_words(parts[at].text)
        if is_aside(text, reader.names):
            said = f"set aside: {parts[at].text}"
            reached[at + 1] += [s.to(s.at, _ASIDE).told(said) for s in now]
    return reached[-1]


def _read(reader: Reader, before: State, tails: Sequence[Rule]) -> Iterator[State]:
    """Give the ways to read a part to its end."""
    start = before.to(0, stage="tail")
    whole = _whole(reader, start)
    yield from whole
    if not whole:
        yield from _through(reader, start, tails)


def _whole(reader: Reader, start: State) -> list[State]:
    """Give what the rules for a part of its own read; a first `and` or `but` adds nothing."""
    also = reader.after(0, _JOINTS)
    for begun in (start, *([start.to(also)] if also is not None else [])):
        found = [reached for rule in WHOLE for reached in rule(reader, begun)]
        if found:
            return found
    return []


def _through(reader: Reader, start: State, tails: Sequence[Rule]) -> Iterator[State]:
    """Give the ways to go on word by word."""
    ticket = count()
    queue = [(start.cost, 0, next(ticket), start)]
    seen: set[tuple[object, ...]] = set()
    for _ in range(_MOST_STATES):
        if not queue:
            return
        _, _, _, state = heapq.heappop(queue)
        if (state.at, state.spec) in seen:
            continue
        seen.add((state.at, state.spec))
        if all(w.is_filler or w.kind == "comma" for w in reader.words[state.at :]):
            if state.spec != start.spec or _says_nothing(reader):
                yield state
            continue
        for rule in tails:
            for reached in rule(reader, state):
                if reached.at > state.at:
                    heapq.heappush(queue, (reached.cost, -reached.at, next(ticket), reached))


def _says_nothing(reader: Reader) -> bool:
    return all(w.kind in ("word", "comma") for w in reader.words)
