"""The rules of a table counted on its rows: all that need no more than the table in one statement.

Owns the statement. A rule that the engine does not take (no such column, no such type) is told and
does not keep the others from being measured.
"""

import re
from collections.abc import Callable, Sequence

from vibecli.contracts.rule import Measurement, QualityRule
from vibecli.data.mask import mask_error
from vibecli.engine.base import Row, Session
from vibecli.engine.names import TableName, quote
from vibecli.errors import EngineError, PlanError, VibeError

RunQuery = Callable[[str], float | None]  # a contract's own SELECT, past the guard: its number
_NO_COLUMN = re.compile(r'(?:Referenced column|does not have a column named) "([^"]*)"')
_TABLE = "__t"
_NEWEST = 2  # values of a rule on ages: seconds, text


def measure(
    session: Session,
    rules: Sequence[QualityRule],
    run_query: RunQuery,
    now: str,
    relation: str = "",
) -> tuple[Measurement, ...]:
    """Measure rules of one table, in their order; `relation` stands for it where it is another.

    `now` is the time of the run, ISO, UTC: what ages are told from.
    """
    if not rules:
        return ()
    counted = [rule for rule in rules if rule.kind != "sql"]
    found = _counted(session, counted, relation, now)
    rows = next((one.rows for one in found if not one.problem), None)
    if rows is None:
        rows = int(session.value(f"SELECT count(*) FROM {relation or _table(rules)}"))
    found = [one.model_copy(update={"rows": rows}) for one in found]
    known = dict(zip(counted, found, strict=True))
    return tuple(known.get(rule) or _asked(rule, run_query, rows) for rule in rules)


def _counted(
    session: Session, rules: Sequence[QualityRule], relation: str, now: str
) -> list[Measurement]:
    """Count every rule in one statement, without those that the engine refuses."""
    if not rules:
        return []
    try:
        return _one_pass(session, rules, relation, now)
    except EngineError:
        problems = {rule: _problem(session, rule, relation, now) for rule in rules}
    fit = [rule for rule in rules if not problems[rule]]
    done = iter(_one_pass(session, fit, relation, now) if fit else ())
    return [
        Measurement(rule=rule, rows=0, failures=1, problem=problem) if problem else next(done)
        for rule, problem in problems.items()
    ]


def _one_pass(
    session: Session, rules: Sequence[QualityRule], relation: str, now: str
) -> list[Measurement]:
    row = session.rows(_select(rules, relation, now))[0]
    rows, at = int(row[0]), 1
    found = []
    for rule in rules:
        width = _NEWEST if rule.kind == "fresh" else 1
        found.append(_measurement(rule, rows, row[at : at + width]))
        at += width
    return found


def _select(rules: Sequence[QualityRule], relation: str, now: str) -> str:
    table = relation or _table(rules)
    figures = ", ".join(["count(*)", *(_figure(rule, now) for rule in rules)])
    return f"SELECT {figures} FROM {table} AS {_TABLE}"


def _table(rules: Sequence[QualityRule]) -> str:
    return TableName.parse(rules[0].table).sql


def _figure(rule: QualityRule, now: str) -> str:
    names = [f"{_TABLE}.{quote(name)}" for name in rule.columns]
    match rule.kind:
        case "repeats":
            given = " AND ".join(f"{name} IS NOT NULL" for name in names)
            key = names[0] if len(names) == 1 else f"row({', '.join(names)})"
            return f"count(*) FILTER ({given}) - count(DISTINCT {key}) FILTER ({given})"
        case "reference":
            return f"count(*) FILTER ({rule.broken(_TABLE)})"
        case "count":
            return "count(*)"
        case "fresh":
            newest = f"max({names[0]})"
            age = f"epoch(TIMESTAMPTZ '{now}') - epoch({newest})"
            return f"{age}, CAST({newest} AS VARCHAR)"
        case _:
            return f"count(*) FILTER ({rule.failing})"


def _measurement(rule: QualityRule, rows: int, values: Row) -> Measurement:
    value = None if values[0] is None else float(values[0])
    if rule.kind == "fresh":
        newest = values[1] or ""
        found = Measurement(rule=rule, rows=rows, value=value, newest=newest)
        return found.model_copy(update={"failures": int(not found.kept)})
    assert value is not None
    if not rule.where:
        found = Measurement(rule=rule, rows=rows, value=value)
        return found.model_copy(update={"failures": int(not found.kept)})
    share = 100 * value / rows if rows else 0.0
    counted = share if rule.percent else value
    return Measurement(rule=rule, rows=rows, value=counted, failures=int(value))


def _problem(session: Session, rule: QualityRule, relation: str, now: str) -> str:
    """Give why the engine does not take a rule, nothing where it does."""
    try:
        session.rows(_select([rule], relation, now))
    except EngineError as error:
        return _told(error)
    return ""


def _asked(rule: QualityRule, run_query: RunQuery, rows: int) -> Measurement:
    """Run a contract's own query; it gives one number."""
    try:
        value = run_query(rule.query)
    except (EngineError, PlanError) as error:
        return Measurement(rule=rule, rows=rows, failures=1, problem=_told(error))
    if value is None:
        return Measurement(rule=rule, rows=rows, failures=1, problem="it gives no number")
    found = Measurement(rule=rule, rows=rows, value=value)
    return found.model_copy(update={"failures": int(not found.kept)})


def _told(error: VibeError) -> str:
    missing = _NO_COLUMN.search(error.message)
    return f"there is no column {missing[1]}" if missing else mask_error(_line(error.message))


def _line(text: str) -> str:
    return " ".join(text.split())
