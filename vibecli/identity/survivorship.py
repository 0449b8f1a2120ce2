"""Survivorship: which of a person's values a profile column keeps.

Owns the rules, the default for each role, and the SQL that picks one winner a person.

How a default is chosen, and why:
- names and birth dates do not change by themselves, so the most frequent form wins (a typo is
  outvoted); e-mail, phone, address and the rest do change, so the most recent record wins, and
  without any time the most frequent. A record's time is its column of change (updated_at, ...),
  else of creation, which it is never older than.
- the profile's own value takes part. Where both it and the records are dated the newer wins.
  Where only the records are dated they win. Where nothing is dated it yields only to records that
  agree with each other.
- an attribute that one input alone gives (tier, points, consent) follows that input: it is the
  system of record.
- a column that holds a record key keeps its value while that record is one of the person's.
- first and last times (created_at, updated_at) are taken for new profiles only: what the profile
  says of its own rows is left to whoever maintains it.
- a placeholder never survives, and no rule turns a value into NULL.

Of two forms the longest has most signs, the most complete most words. Which values count at all
(verified ones, those of persons who agreed) is decided before, in `steps.unify_counted`.
"""

from collections.abc import Mapping as Mapped
from collections.abc import Sequence
from typing import Literal, NamedTuple

from vibecli.data.catalog import Role
from vibecli.engine.names import TableName, split_column
from vibecli.identity.mapping import Field
from vibecli.identity.moments import dates_change, dates_creation

RuleName = Literal[
    "most_recent",
    "most_frequent",
    "most_complete",
    "longest",
    "verified",
    "source_priority",
    "keep_existing",
    "minimum",
    "maximum",
    "own_record",
]

_STABLE = frozenset({Role.GIVEN_NAME, Role.FAMILY_NAME, Role.FULL_NAME, Role.BIRTH_DATE})
_OWNED = frozenset({Role.CATEGORY, Role.FLAG, Role.AMOUNT, Role.TIME})


class Flag(NamedTuple):
    """A column that tells which records of an input are verified."""

    table: int
    column: str


class Rule(NamedTuple):
    """How one column gets its value.

    `order` are input positions; `decides` lets the records overrule the profile; without `flags`
    what is verified is told by a test of the value.
    """

    name: RuleName
    order: tuple[int, ...] = ()
    times: Mapped[int, str] = {}
    decides: bool = False
    new_only: bool = False
    flags: tuple[Flag, ...] = ()

    @property
    def words(self) -> str:
        """The rule in words."""
        return self.name.replace("_", " ")


def default_rule(field: Field, times: Mapped[int, str]) -> Rule:
    """Give the rule of a column that the plan says nothing about."""
    column = field.column
    if not field.sources:
        return Rule("keep_existing")
    if field.key_of is not None:
        return Rule("own_record", times=times)
    dated = {s.table: times[s.table] for s in field.sources if s.table in times}
    if dates_creation(column):
        return Rule("minimum", new_only=True)
    if dates_change(column):
        return Rule("maximum", new_only=True)
    alone = len(field.sources) == 1 and column.role in _OWNED
    if column.role in _STABLE or not dated:
        return Rule("most_frequent", times=dated, decides=alone)
    return Rule("most_recent", times=dated, decides=alone)


def stated_rule(
    name: RuleName, args: Sequence[str], tables: Sequence[str], times: Mapped[int, str]
) -> Rule:
    """Give the rule a plan states; its arguments name tables or table.column."""
    if name == "source_priority":
        return Rule(
            name, order=tuple(i for arg in args if (i := position(arg, tables)) is not None)
        )
    if name == "verified":
        flags = tuple(
            Flag(at, column)
            for table, column in map(split_column, args)
            if (at := position(table, tables)) is not None
        )
        return Rule(name, times=times, flags=flags)
    own = dict(times)
    for arg in args if name == "most_recent" else ():
        table, column = split_column(arg)
        if (at := position(table, tables)) is not None:
            own[at] = column
    return Rule(name, times=own)


def position(name: str, tables: Sequence[str]) -> int | None:
    """Give a table's position by name, ignoring case."""
    wanted = TableName.parse(name).text.lower()
    return next((i for i, table in enumerate(tables) if table.lower() == wanted), None)


def winners(candidates: str, rule: Rule, *, names: bool = False) -> str:
    """Give one row a person: the value that survives, where it came from.

    Candidates have person, value, same (text equal for equal meaning), source (negative: the
    profile's own rows), record, moment (TIMESTAMP), derived. Of `names` every word has a vote.
    """
    decides = "true" if rule.decides else "false"
    kept = "source >= 0" if rule.name == "own_record" else "true"
    return (
        f"WITH candidates AS ({candidates}), votes AS ({_votes(names)}),"
        f" marked AS (SELECT *, {_polish(names)} AS polish,"
        " max(CASE WHEN source < 0 THEN source END) OVER (PARTITION BY person, same) AS kept,"
        " max(moment) FILTER (source >= 0) OVER (PARTITION BY person) AS newest,"
        " min(same) FILTER (source >= 0) OVER (PARTITION BY person)"
        " IS NOT DISTINCT FROM max(same) FILTER (source >= 0) OVER (PARTITION BY person) AS agree"
        " FROM candidates JOIN votes USING (person, same)), weighed AS (SELECT *, CASE"
        f" WHEN source >= 0 THEN coalesce(moment, {_NEVER}) WHEN {decides} THEN {_NEVER}"
        f" WHEN newest IS NOT NULL THEN coalesce(moment, {_NEVER}) WHEN agree THEN {_NEVER}"
        f" ELSE {_ALWAYS} END AS weight FROM marked)"
        f" SELECT person, value, same, source, record FROM weighed WHERE {kept}"
        " QUALIFY row_number() OVER (PARTITION BY person ORDER BY"
        f" {_order(rule)} derived, weight DESC, source < 0, abs(source), record) = 1"
    )


def _votes(names: bool) -> str:
    """Count who says the same; of a name word by word, so that two different typos cancel out."""
    if not names:
        return "SELECT person, same, count(*) AS votes FROM candidates GROUP BY 1, 2"
    words = "unnest(string_split(same, ' ')) AS word"
    return (
        "SELECT person, same, avg(said) AS votes FROM"
        f" (SELECT DISTINCT person, same, {words} FROM candidates) JOIN"
        f" (SELECT person, word, count(*) AS said FROM (SELECT person, {words} FROM candidates)"
        " GROUP BY 1, 2) USING (person, word) GROUP BY 1, 2"
    )


def _polish(names: bool) -> str:
    """Tell a name in good case from one all in capitals or small letters."""
    if not names:
        return "true"
    shouted = r"(^|[\s'-])\p{Lu}{3,}($|[\s'-])".replace("'", "''")
    return f"NOT regexp_matches(value, '{shouted}') AND NOT regexp_matches(value, '^\\p{{Ll}}')"


_NEVER = "CAST('-infinity' AS TIMESTAMP)"
_ALWAYS = "CAST('infinity' AS TIMESTAMP)"


_FIRST: Mapped[RuleName, str] = {
    # One voice against one voice is no majority; then the time decides, or records that agree.
    "most_frequent": "derived, votes DESC, polish DESC, ",
    "most_complete": r"len(regexp_extract_all(CAST(value AS VARCHAR), '[^\s,;]+')) DESC,"
    " length(CAST(value AS VARCHAR)) DESC, ",
    "longest": "length(CAST(value AS VARCHAR)) DESC, ",
    "keep_existing": "source >= 0, ",
    "minimum": "value, ",
    "maximum": "value DESC, ",
    "own_record": "kept DESC NULLS LAST, ",
}


def _order(rule: Rule) -> str:
    if rule.name != "source_priority":
        return _FIRST.get(rule.name, "")
    ranks = " ".join(f"WHEN {at} THEN {rank}" for rank, at in enumerate(rule.order))
    return f"CASE source {ranks} ELSE {len(rule.order)} END, " if ranks else ""
