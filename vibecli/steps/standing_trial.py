"""A standing rule tried on events of before: whose the newest ones would be, had they just come.

Nothing is written. Identifiers are compared in the normal form of a stream, and taken in its order.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from vibecli.counting import counted
from vibecli.engine.base import table_sql
from vibecli.engine.names import quote, split_column
from vibecli.identity.arriving import ABSENT, SHARED, Arrivals
from vibecli.identity.identifier_hash import hashed
from vibecli.steps.base import Shadow
from vibecli.steps.standing import Identifier, StandingRule, names_key
from vibecli.steps.standing_known import known_by_match, known_in_profile
from vibecli.steps.unify_provenance import provenance_table

EVENTS = 1_000  # newest ones that a rule is tried on
_PART = 100_000


class Named(NamedTuple):
    """What one identifier told."""

    events: int  # that have it
    one: int  # of them of one person
    several: int

    @property
    def told(self) -> str:
        """The same in words."""
        shared = f", {self.several:,} of several" if self.several else ""
        have = "has" if self.events == 1 else "have"
        return f"{counted(self.events, 'event')} {have} it, {self.one:,} of a known person{shared}"


@dataclass(frozen=True)
class Trial:
    """What became of the events, and of each identifier of the rule."""

    events: int
    matched: int
    new: int  # of persons nobody knew
    anonymous: int  # with no identifier
    review: int  # questions: they may be of several persons
    lines: tuple[Named, ...]

    @property
    def told_of(self) -> int:
        """Events of somebody."""
        return self.matched + self.new

    @property
    def told(self) -> str:
        """The trial in one line."""
        if not self.events:
            return "there are no events yet to try it on"
        parts = [f"{self.matched:,} of known persons", f"{self.new:,} of new ones"]
        parts += [f"{self.anonymous:,} of nobody"] if self.anonymous else []
        asks = f", {counted(self.review, 'question')}" if self.review else ""
        return f"of the newest {counted(self.events, 'event')} {', '.join(parts)}{asks}"


def tried(shadow: Shadow, rule: StandingRule, table: str) -> Trial:
    """Try a rule on the newest rows of a table of events."""
    fields = [one.field for one in rule.identifiers]
    rows = _newest(shadow, rule, table, fields)
    columns = [
        _hashes(one, [row[at] for row in rows], keys=names_key(one, rule))
        for at, one in enumerate(rule.identifiers)
    ]
    persons: dict[str, int] = {}
    known: dict[int, int] = {}
    for at, one in enumerate(rule.identifiers):
        wanted = {h for h in columns[at] if h is not None}
        for hash_, person in _known(shadow, rule, one, wanted):
            number = persons.setdefault(person, len(persons))
            known[hash_] = number if known.get(hash_, number) == number else SHARED
    keys = iter(range(len(rows) + 1))
    arrivals = Arrivals(
        [one.role for one in rule.identifiers], known, len(persons), lambda _: str(next(keys))
    )
    for number, identifiers in enumerate(zip(*columns, strict=True) if columns else ()):
        arrivals.take(str(number), identifiers)
    found = arrivals.found
    anonymous = found.persons.count(ABSENT)
    return Trial(
        events=len(rows),
        matched=len(found.persons) - anonymous - found.new,
        new=found.new,
        anonymous=anonymous,
        review=len(found.asks),
        lines=tuple(_line(hashes, known) for hashes in columns),
    )


def _newest(
    shadow: Shadow, rule: StandingRule, table: str, fields: list[str]
) -> list[tuple[object, ...]]:
    """Give the identifiers of the newest events, the oldest of them first."""
    places = {taken.field: taken.column for taken in rule.columns}
    time = quote(places[rule.time_field])
    named = ", ".join(
        f"CAST({quote(places[one])} AS VARCHAR)" if one in places else "NULL" for one in fields
    )
    return shadow.session.rows(
        f"SELECT {named or 'NULL'} FROM (SELECT *, __rid AS r FROM {shadow.numbered(table)}"
        f" WHERE {time} IS NOT NULL ORDER BY {time} DESC, r DESC LIMIT {EVENTS:d})"
        f" ORDER BY {time}, r"
    )


def _hashes(one: Identifier, values: list[object], *, keys: bool) -> list[int | None]:
    texts = [None if value is None else str(value) for value in values]
    known = hashed(one.role, {text for text in texts if text is not None}, keys=keys)
    return [known.get(text) if text is not None else None for text in texts]


def _known(
    shadow: Shadow, rule: StandingRule, one: Identifier, wanted: set[int]
) -> Iterator[tuple[int, str]]:
    """Give the person of each of these hashes that some place tells."""
    for place in one.columns:
        table, _ = split_column(place)
        select = known_in_profile(rule, place, table_sql(rule.profile))
        if select is None and rule.identity and shadow.exists(rule.identity):
            told = provenance_table(rule.profile)
            select = known_by_match(
                rule,
                place,
                shadow.table(table),
                rows=shadow.numbered(table),
                profile=table_sql(rule.profile),
                identity=table_sql(rule.identity),
                provenance=table_sql(told) if shadow.exists(told) else None,
            )
        if select is None:
            continue
        told = f"SELECT DISTINCT person, value FROM ({select}) WHERE person || value IS NOT NULL"
        pairs = shadow.session.rows(f"{told} ORDER BY 1, 2")
        for start in range(0, len(pairs), _PART):
            part = pairs[start : start + _PART]
            said = {str(value) for _, value in part}
            hashes = hashed(one.role, said, keys=names_key(one, rule))
            for person, value in part:
                hash_ = hashes.get(str(value))
                if hash_ in wanted and hash_ is not None:
                    yield hash_, str(person)


def _line(hashes: list[int | None], known: dict[int, int]) -> Named:
    told = [known.get(h, ABSENT) for h in hashes if h is not None]
    shared = told.count(SHARED)
    return Named(len(told), len(told) - shared - told.count(ABSENT), shared)
