"""What streams keep of one person: open and done actions, questions, dead letters.

Owns which rows of the streams' own tables are the person's. A row is found by the key of their
profile; a dead letter by an identifier in its event, or where it names them in words. It reads
only.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from vibecli.data.event_text import DECODER, field_at, field_text
from vibecli.engine.base import BASE, Row
from vibecli.engine.names import quote
from vibecli.identity.ground import Ground
from vibecli.identity.identifier_hash import hashed
from vibecli.identity.identifying import PERSON_ROLES
from vibecli.identity.needles import NEEDLE, whole_needles
from vibecli.identity.subject import Subject
from vibecli.steps.base import Shadow
from vibecli.steps.standing import RULES_TABLE, StandingRule, names_key
from vibecli.steps.standing_registry import read_kept
from vibecli.steps.standing_tables import DEAD_LETTERS, OUTBOX, REVIEW, STREAM_KEYS

_ACTION = "an action about this person"
_QUESTION = "a question about this person"
_LETTER = "the line names this person"
_LONG_NUMBER = 8  # digits from which on a number in a text is told from others
_PART = 20_000  # letters that are read at once


def take_streamed(shadow: Shadow, subject: Subject) -> None:
    """Take in the rows that streams keep of the person."""
    streamed = _Streamed(shadow, subject, Ground(shadow))
    for table, columns, why in (
        (OUTBOX, ("person",), _ACTION),
        (REVIEW, ("person", "other"), _QUESTION),
    ):
        if streamed.there(table, ("rule", *columns)):
            subject.add(table, [*streamed.of_person(table, columns)], why)
    if streamed.there(DEAD_LETTERS, ("rule", "reason", "line")):
        subject.add(DEAD_LETTERS, [*streamed.letters()], _LETTER)


@dataclass(frozen=True)
class _Streamed:
    shadow: Shadow
    subject: Subject
    ground: Ground

    def there(self, table: str, columns: tuple[str, ...]) -> bool:
        """True where a stream's table is there, and no other one of its name."""
        info = self.shadow.catalog.table(table)
        return info is not None and info.kind == "table" and all(map(info.column, columns))

    def of_person(self, table: str, columns: tuple[str, ...]) -> Iterator[int]:
        """Give the rows that name the person by the key of a profile."""
        texts = [f"CAST({quote(column)} AS VARCHAR)" for column in columns]
        keys = sorted(frozenset().union(*self._keys.values()))
        where = " OR ".join(f"list_contains(?, {text})" for text in texts)
        select = f"SELECT __rid, CAST(rule AS VARCHAR), {', '.join(texts)}"
        rows = f"{select} FROM {self.shadow.numbered(table)} AS t WHERE {where}"
        for rid, rule, *named in self.shadow.session.rows(rows, [keys] * len(texts)):
            if not self._persons(rule).isdisjoint(named):
                yield int(rid)

    def letters(self) -> Iterator[int]:
        """Give the dead letters that name the person."""
        for part in self._letters():
            events = [_event(line or "") for _, _, _, line in part]
            identified = self._identified([rule for _, rule, _, _ in part], events)
            for at, (rid, _, reason, line) in enumerate(part):
                escaped = "\\u" in (line or "")
                plain = json.dumps(events[at], ensure_ascii=False) if escaped else ""
                if at in identified or self._pattern.search(f"{reason}\n{line}\n{plain}"):
                    yield int(rid)

    def _letters(self) -> Iterator[list[Row]]:
        """Give the dead letters, some at once: there may be many."""
        texts = "CAST(rule AS VARCHAR), CAST(reason AS VARCHAR), CAST(line AS VARCHAR)"
        rows, last = self.shadow.numbered(DEAD_LETTERS), -1
        while True:
            found = self.shadow.session.rows(
                f"SELECT __rid, {texts} FROM {rows} AS t WHERE __rid > {last:d}"
                f" ORDER BY __rid LIMIT {_PART:d}"
            )
            yield found
            if len(found) < _PART:
                return
            last = int(found[-1][0])

    # Who it is

    @cached_property
    def _rules(self) -> Mapping[str, StandingRule]:
        """The rules there are, by name."""
        if not self.shadow.exists(RULES_TABLE):
            return {}
        texts = self.ground.distinct(RULES_TABLE, "rule")
        return {rule.name: rule for rule in map(read_kept, texts) if rule}

    @cached_property
    def _keys(self) -> Mapping[str, frozenset[str]]:
        """The keys of the person in each profile that a stream writes."""
        found = dict[str, frozenset[str]]()
        for profile, key in self._profiles().items():
            info = self.shadow.catalog.table(profile)
            rows = self.subject.rows.get(info.name, {}) if info else {}
            if info and rows and info.column(key):
                found[profile] = frozenset(self.ground.distinct(info.name, key, rows))
        return found

    def _profiles(self) -> dict[str, str]:
        """Give the profiles, in lower case, with their keys: also those of rules that are gone."""
        found = {rule.profile.lower(): rule.key for rule in self._rules.values()}
        if self._known:
            select = f"SELECT DISTINCT profile FROM {self._known}"
            for (profile,) in self.shadow.session.rows(select):
                info = self.shadow.catalog.table(profile)
                if info is not None and len(info.key) == 1:
                    found.setdefault(profile, info.key[0])
        return found

    def _persons(self, name: str) -> frozenset[str]:
        """Give the keys that are the person's in what a rule wrote; of one that is gone, all."""
        rule = self._rules.get(name)
        if rule is None:
            return frozenset().union(*self._keys.values())
        return self._keys.get(rule.profile.lower(), frozenset())

    @cached_property
    def _known(self) -> str:
        """The table of what identifiers name, in SQL; empty where no stream has run."""
        found = self.shadow.session.value(
            "SELECT count(*) FROM duckdb_tables() WHERE database_name = ? AND schema_name = ?"
            " AND table_name = ?",
            [BASE, STREAM_KEYS.schema, STREAM_KEYS.name],
        )
        return f"{quote(BASE)}.{STREAM_KEYS.sql}" if found else ""

    @cached_property
    def _hashes(self) -> Mapping[str, frozenset[int]]:
        """What names the person alone to streams of a profile: identifiers as hashes."""
        if not self._known:
            return {}
        select = f"SELECT hash FROM {self._known} WHERE profile = ? AND list_contains(?, person)"
        return {
            profile: frozenset(
                int(one) for (one,) in self.shadow.session.rows(select, [profile, sorted(keys)])
            )
            for profile, keys in self._keys.items()
        }

    def _identified(self, names: Sequence[str], events: Sequence[dict[str, object]]) -> set[int]:
        """Give the events, by number, in which an identifier of their rule names the person."""
        found = set[int]()
        for rule in self._rules.values():
            known = self._hashes.get(rule.profile.lower(), frozenset())
            for one in rule.identifiers if known else ():
                path = tuple(one.field.split("."))
                said = {
                    at: text
                    for at, event in enumerate(events)
                    if names[at] == rule.name and (text := field_text(field_at(event, path)))
                }
                hashes = hashed(one.role, {*said.values()}, keys=names_key(one, rule))
                found |= {at for at, text in said.items() if hashes.get(text) in known}
        return found

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """What names the person in words: values of theirs alone, and keys of their records."""
        keys = {key for key in self._record_keys() if _tells(key)}
        needles = sorted({*self.subject.needles, *keys})
        return whole_needles(needles, self.subject.phones)

    def _record_keys(self) -> Iterator[str]:
        """Give the keys of the person's records that are no other record's key."""
        people = [t for t in self.shadow.catalog.tables if t.kind == "table" and len(t.key) == 1]
        people = [t for t in people if t.with_role(*PERSON_ROLES)]
        keys = {
            key
            for table in people
            if table.name in self.subject.rows
            for key in self.ground.distinct(table.name, table.key[0], self.subject.rows[table.name])
        }
        for key in keys:
            rows = ((t.name, self.ground.holding(t.name, t.key[0], [key])) for t in people)
            if all({*held} <= {*self.subject.rows.get(name, {})} for name, held in rows):
                yield key


def _event(line: str) -> dict[str, object]:
    """Give the event of a line, empty where it holds none."""
    try:
        made = DECODER.decode(line.strip("\ufeff \t\r\n"))
    except (ValueError, RecursionError):
        return {}
    return made if isinstance(made, dict) else {}


def _tells(key: str) -> bool:
    """True for a key that is told in a text; short numbers stand for anything."""
    return len(key) >= (_LONG_NUMBER if key.isdigit() else NEEDLE)
