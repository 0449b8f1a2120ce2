"""A match said in flags: the typed plan, made without any planner.

Owns what each flag means, and the words that say the same, which are the intent that is kept: the
offline catalogue reads them back to this plan. What is not there is refused with the nearest name.
"""

from collections.abc import Iterator, Sequence
from typing import Literal, cast, get_args

from vibecli.agent.catalogue.families.parties import IDENTITY_ROLES
from vibecli.agent.catalogue.families.resolution import identity_name, match_title
from vibecli.agent.catalogue.sentence import taken_for_granted
from vibecli.data.catalog import Catalog, ColumnInfo, Role, TableInfo
from vibecli.data.named_table import named_table
from vibecli.data.nearest import nearest_hint
from vibecli.errors import NotFound, UsageError
from vibecli.model import Model
from vibecli.plan.model import Plan
from vibecli.plan.saved import SavedIntent
from vibecli.steps.match import Match, MatchInput, MatchRule

PLANNER = "flags"
Mode = Literal["full", "incremental", "auto"]
Verdict = Literal["same", "different"]
_NO_WORDS = frozenset({Role.KEY, Role.FOREIGN_KEY, None})  # roles that name no one column


class MatchFlags(Model):
    """A match as flags say it."""

    tables: tuple[str, ...]
    into: str | None = None
    same: tuple[str, ...] = ()  # columns; A=B where tables call it differently
    different: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    one_to_one: bool | None = None
    accept: float | None = None
    review: float | None = None
    mode: str = "full"


def match_intent(flags: MatchFlags, catalog: Catalog) -> SavedIntent:
    """Give the intent and its plan. Raises NotFound, UsageError."""
    step = _step(flags, _tables(flags.tables, catalog), catalog)
    plan = Plan(
        title=match_title((step,), catalog),
        steps=(step,),
        assumptions=taken_for_granted((step,), catalog),
        confidence="high",
    )
    words = ", ".join(_words(step, default=step.output == flags.into))
    return SavedIntent(intent=words, plan=plan, planner=PLANNER)


def _step(flags: MatchFlags, tables: Sequence[TableInfo], catalog: Catalog) -> Match:
    names = " and ".join(table.name for table in tables)
    if flags.one_to_one and len(tables) == 1:
        raise UsageError("--one-to-one needs at least two tables", hint="vibecli match A B")
    rules = [
        *(_rule("same", column, tables) for column in flags.same),
        *(_rule("different", column, tables) for column in flags.different),
    ]
    return Match(
        id="s1",
        why=f"find which records of {names} are the same person",
        inputs=tuple(MatchInput(table=table.name) for table in tables),
        rules=tuple(dict.fromkeys(rules)),
        ignore=tuple(dict.fromkeys(_ignored(name, tables) for name in flags.ignore)),
        one_to_one=flags.one_to_one,
        accept=_probability("--accept", flags.accept),
        review=_probability("--review", flags.review),
        output=flags.into or identity_name(catalog, tables),
        mode=_mode(flags.mode),
    )


def _tables(names: Sequence[str], catalog: Catalog) -> list[TableInfo]:
    """Find tables by name, without schema where that is clear."""
    return [named_table(catalog, name) for name in names]


def _rule(verdict: Verdict, said: str, tables: Sequence[TableInfo]) -> MatchRule:
    """Give a rule on a column; a table without it has its one column of the same role taken."""
    named = [name for name in said.split("=") if name]
    first = [_first(table, named) for table in tables]
    for name in named or [said]:
        if not any(table.column(name) for table in tables):
            raise _no_column(name, tables)
    roles = {column.role for column in first if column} - _NO_WORDS
    role = roles.pop() if len(roles) == 1 else None
    found = [
        column or _only(table.with_role(role) if role else ())
        for table, column in zip(tables, first, strict=True)
    ]
    return MatchRule(verdict=verdict, columns=tuple(c.name if c else None for c in found))


def _first(table: TableInfo, names: Sequence[str]) -> ColumnInfo | None:
    return next((column for name in names if (column := table.column(name))), None)


def _only(columns: Sequence[ColumnInfo]) -> ColumnInfo | None:
    return columns[0] if len(columns) == 1 else None


def _ignored(name: str, tables: Sequence[TableInfo]) -> str:
    """Give what is not compared: a role, as of a column that has one, else a column."""
    if name.lower() in {role.value for role in IDENTITY_ROLES}:
        return name.lower()
    column = next((found for table in tables if (found := table.column(name))), None)
    if column is None:
        raise _no_column(name, tables)
    return column.role.value if column.role in IDENTITY_ROLES and column.role else column.name


def _no_column(name: str, tables: Sequence[TableInfo]) -> NotFound:
    names = " and ".join(table.name for table in tables)
    known = [column.name for table in tables for column in table.columns]
    return NotFound(f"no column {name} in {names}", hint=nearest_hint(name, known, noun="column"))


def _probability(flag: str, value: float | None) -> float | None:
    if value is not None and not 0 < value <= 1:
        raise UsageError(f"{flag} {value:g} is no probability", hint=f"{flag} 0.97")
    return value


def _mode(mode: str) -> Mode:
    if mode not in get_args(Mode):
        raise UsageError(f"no mode {mode}", hint=f"--mode {', '.join(get_args(Mode))}")
    return cast("Mode", mode)


def _words(step: Match, *, default: bool) -> Iterator[str]:
    """Give the words that say the same."""
    first, *others = [source.table for source in step.inputs]
    yield f"match {first} with {' and '.join(others)}" if others else f"find duplicates in {first}"
    for rule in step.rules:
        name = next(name for name in rule.columns if name)
        ends = "must match" if rule.verdict == "same" else "must not match"
        yield f"{rule.verdict} {typed(name)} {ends}"
    for name in step.ignore:
        yield f"ignore {typed(name).replace('_', ' ')}"
    if step.mode == "incremental":
        yield "only what is new"
    if step.one_to_one is not None:
        yield "one to one" if step.one_to_one else "not one to one"
    if step.accept is not None:
        yield f"threshold {step.accept:g}"
    if step.review is not None:
        yield f"review from {step.review:g}"
    if default:
        yield f"call it {step.output}"


def typed(name: str) -> str:
    """Give a name as it may stand among words."""
    return name if name.replace("_", "").isalnum() else f'"{name}"'
