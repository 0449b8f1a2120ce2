"""Rules on the change set: what passes, warns, must be confirmed, or is blocked.

Owns measuring them, from the delta wherever it is enough. The limits come from the policy; a rule
never changes anything and never looks at more rows than it needs.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from vibecli.contracts.meaning import declared_column
from vibecli.contracts.model import Declared
from vibecli.data.catalog import TableInfo
from vibecli.data.contract import tagged_roles
from vibecli.data.covering import covered, covers_column, covers_table, patterns
from vibecli.engine.base import Session
from vibecli.engine.names import quote
from vibecli.plan.policy import said
from vibecli.plan.saved import Bound, broken_bounds
from vibecli.policybook import Policy
from vibecli.run.changeset import Held
from vibecli.run.constraints import constraints, measure_constraints
from vibecli.run.gates import GateFound
from vibecli.run.measured import Measured, Outside, listed
from vibecli.run.model import RuleResult
from vibecli.run.outside_rules import Surroundings, measure_outside
from vibecli.run.rowname import rows_told
from vibecli.run.shape_rules import fills_only, measure_shape, settled
from vibecli.run.tables import differs

BOUNDS = "bounds"
CHECK = "check"
_MANY = 0.1


@dataclass(frozen=True)
class Ruled:
    """What the rules say of a change set, and what the commit counts again."""

    results: tuple[RuleResult, ...]
    held: tuple[Held, ...]


def measure_rules(
    session: Session,
    tables: Sequence[Measured],
    gates: Sequence[GateFound],
    policy: Policy,
    around: Surroundings,
    bounds: Sequence[Bound] = (),
) -> Ruled:
    """Give the result of every rule that applies to this change set, at the level set for it."""
    around = replace(around, declared=settled(constraints(session), tables) if tables else ())
    results = [_gate(gate) for gate in gates]
    results += measure_shape(session, tables, around.views)
    outside: list[Outside] = []
    for measured in tables:
        if not _made_anew(measured):
            results += _shares(measured, policy)
            results += _cleared(measured)
        results += _collapse(measured, policy)
        results += _tagged(measured, policy)
        results += _personal(measured)
        outside += _nulls(measured, policy)
    outside += measure_outside(session, tables, policy.rules, around)
    results += [one.result for one in outside if one.result]
    results += measure_bounds(tables, bounds)
    table = tables[0].name if tables else None
    results = [_levelled(result, policy, table) for result in results]
    for measured in tables:
        results += _protected(measured, policy)
        results += _forbidden(measured, policy)
    results += measure_constraints(around.declared, {m.name.lower(): m for m in tables})
    held = tuple(dict.fromkeys(one.held for one in outside if one.held))
    return Ruled(tuple(dict.fromkeys(results)), held)


def _levelled(result: RuleResult, policy: Policy, table: str | None) -> RuleResult:
    """Give the result at the level set for its rule; what the engine forbids is not among them.

    One of no table is confirmed by the name of the first that changes.
    """
    level = policy.rules.level(result.rule)
    status = result.status if result.status == "pass" else level or result.status
    overridable = status == "block" and result.rule in policy.rules.overridable
    named = result.table or (table if status == "confirm" else None)
    changed = {"status": status, "overridable": overridable, "table": named}
    return result.model_copy(update=changed)


def measure_bounds(tables: Sequence[Measured], bounds: Sequence[Bound]) -> list[RuleResult]:
    """Give a block for every bound of a saved intent that the change set breaks."""
    diffs = [measured.diff for measured in tables]
    counts = [(diff.table, diff.added, diff.changed, diff.removed) for diff in diffs]
    return [
        RuleResult(rule=BOUNDS, status="block", message=message, table=table)
        for table, message in broken_bounds(bounds, counts)
    ]


def _gate(gate: GateFound) -> RuleResult:
    found = gate.result
    failed = "block" if found.severity == "block" else "warn"
    counted = found.failures and found.rule == CHECK
    message = f"{found.name}: {rows_told(found.failures)} found" if counted else found.name
    return RuleResult(
        rule=found.rule,
        status=failed if found.failures else "pass",
        message=message,
        rows=found.failures if found.rule == CHECK else 0,
    )


def _protected(measured: Measured, policy: Policy) -> Iterator[RuleResult]:
    diff = measured.diff
    for pattern in policy.protected:
        hit = _protects(pattern, measured)
        if hit:
            rows = diff.added + diff.changed + diff.removed
            yield measured.result("protected", "block", said(pattern, hit), rows)


def _protects(pattern: str, measured: Measured) -> str:
    """Give what a protecting pattern covers of this change, or nothing."""
    if covers_table(pattern, measured.name):
        return measured.name
    hit = covered(pattern, measured.info, written_columns(measured))
    return f"{measured.name}.{hit[0]}" if hit else ""


def measure_tags(
    tagged: Iterable[tuple[TableInfo, Mapping[str, Declared]]], policy: Policy
) -> Iterator[RuleResult]:
    """Block what would take a column out of a tag or class that the policy names."""
    for info, meanings in tagged:
        for name, meaning in meanings.items():
            before = info.column(name)
            assert before is not None, "the step tags columns of the table"
            after = declared_column(before, meaning)
            for setting, pattern in patterns(policy):
                was, now = (covers_column(pattern, info.name, name, c) for c in (before, after))
                if was and not now:
                    what = f"{pattern} covers {info.name}.{name}"
                    how = "only an edit of its contract may change that"
                    message = f"policy.{setting}: {what}, {how}"
                    yield RuleResult(
                        rule="protected", status="block", message=message, table=info.name
                    )


def written_columns(measured: Measured) -> tuple[str, ...]:
    """Give the columns whose values or shape a change set touches; of rows removed, none."""
    diff, delta = measured.diff, measured.delta
    if diff.change in ("replace", "drop"):
        return tuple(column.name for column in (delta.base or delta.shape).written)
    names = [column.column for column in diff.columns]
    shaped = [line for line in diff.shape if line.change != "comment"]
    names += [n for line in shaped for n in (line.column, line.before) if n]
    if diff.added and diff.change == "change":
        names += _filled_in(measured)
    return tuple(dict.fromkeys(names))


def _filled_in(measured: Measured) -> list[str]:
    """Give the columns in which a row that is added has a value."""
    names = [column.name for column in measured.delta.shape.written]
    tests = ", ".join(f"count(__after.{quote(name)})" for name in names)
    where = f"FROM {measured.delta.relation} WHERE __before IS NULL"
    row = measured.session.rows(f"SELECT {tests} {where}")[0]
    return [name for name, filled in zip(names, row, strict=True) if filled]


def _forbidden(measured: Measured, policy: Policy) -> Iterator[RuleResult]:
    """Block every row that changes or goes where the policy lets none."""
    diff = measured.diff
    gone = diff.rows_before if diff.change in ("replace", "drop") else diff.removed
    if diff.changed and policy.share("max_changed", diff.table) == 0:
        message = f"policy.max_changed: no row of {diff.table} may change"
        yield measured.result("max_changed", "block", message, diff.changed)
    if gone and policy.share("max_removed", diff.table) == 0:
        message = f"policy.max_removed: no row of {diff.table} may be removed"
        yield measured.result("max_removed", "block", message, gone)


def _made_anew(measured: Measured) -> bool:
    """True for a table of features that loses no row and no column: each is of a later moment."""
    base, now = measured.delta.base, measured.delta.shape
    kept = base is not None and all(now.column(column.name) for column in base.written)
    lost = measured.diff.rows_after < measured.diff.rows_before or measured.diff.change == "drop"
    return measured.info.featured and kept and not lost


def _shares(measured: Measured, policy: Policy) -> Iterator[RuleResult]:
    diff = measured.diff
    if diff.change == "replace":
        message = f"{measured.name} gets other columns, its {rows_told(diff.rows_before)} go"
        yield measured.result("table_replaced", "confirm", message, diff.rows_before)
        return
    if diff.change != "change" or fills_only(diff):
        return
    held = diff.rows_before >= policy.min_rows
    most = policy.share("max_changed", diff.table)
    yield _share(measured, "rows_changed", diff.changed, most, held=held)
    if diff.removed:
        most = policy.share("max_removed", diff.table)
        yield _share(measured, "rows_removed", diff.removed, most, held=held)
    if diff.changed + diff.removed == diff.rows_before > 1:
        verb = "goes" if not diff.changed else "changes or goes" if diff.removed else "changes"
        message = f"every row of {measured.name} {verb}"
        yield measured.result("all_rows", "warn", message, diff.rows_before)


def _share(measured: Measured, rule: str, rows: int, limit: float, *, held: bool) -> RuleResult:
    before = measured.diff.rows_before
    share = rows / before if before else 0.0
    over = held and share > limit
    verb = rule.removeprefix("rows_")
    told = f"{rows_told(rows)} of {before:,} {verb} ({share:.1%})"
    if over:
        return measured.result(rule, "confirm", f"{told}, the limit is {limit:.0%}", rows)
    return measured.result(rule, "pass", told, rows)


def _nulls(measured: Measured, policy: Policy) -> Iterator[Outside]:
    """Warn where a column's share of empty values grows by more than the limit."""
    diff = measured.diff
    if diff.change != "change" or not diff.rows_before or not diff.rows_after:
        return
    names = [column.name for column in measured.delta.shape.written]
    more = _more_nulls(measured, names)
    grown = [name for name in names if more[name] > 0]
    if not grown:
        return
    known = {c.column: c.nulls_before for c in diff.columns if c.nulls_before is not None}
    before = known | _nulls_before(measured, [name for name in grown if name not in known])
    for name in grown:
        rows = before[name] + more[name]
        was, now = before[name] / diff.rows_before, rows / diff.rows_after
        held = Held(rule="null_share", table=measured.name, columns=(name,), rows=rows)
        result = None
        if now - was > policy.rules.null_points:
            message = f"{name} empty in {now:.1%} of rows, was {was:.1%}"
            result = measured.result("null_share", "warn", message, more[name])
        yield Outside(held, result)


def _more_nulls(measured: Measured, names: Sequence[str]) -> dict[str, int]:
    tests = ", ".join(
        f"count(*) FILTER (WHERE __after IS NOT NULL AND __after.{quote(n)} IS NULL)"
        f" - count(*) FILTER (WHERE __before IS NOT NULL AND __before.{quote(n)} IS NULL)"
        for n in names
    )
    row = measured.session.rows(f"SELECT {tests} FROM {measured.delta.relation}")[0]
    return dict(zip(names, row, strict=True))


def _nulls_before(measured: Measured, names: Sequence[str]) -> dict[str, int]:
    if not names:
        return {}
    tests = ", ".join(f"count(*) - count({quote(name)})" for name in names)
    row = measured.session.rows(f"SELECT {tests} FROM {measured.delta.before} AS __t")[0]
    return dict(zip(names, row, strict=True))


def _cleared(measured: Measured) -> Iterator[RuleResult]:
    cleared = [column for column in measured.diff.columns if column.cleared]
    if not cleared:
        return
    where = " OR ".join(
        f"(__before.{quote(c.column)} IS NOT NULL AND __after.{quote(c.column)} IS NULL)"
        for c in cleared
    )
    condition = f"__before IS NOT NULL AND __after IS NOT NULL AND ({where})"
    values = sum(column.cleared for column in cleared)
    names = listed([column.column for column in cleared])
    message = f"{values:,} {'value' if values == 1 else 'values'} cleared in {names}"
    rows = measured.count(condition)
    yield measured.result("cleared", "warn", message, rows, measured.sample(condition))


def _tagged(measured: Measured, policy: Policy) -> Iterator[RuleResult]:
    """Ask before a plan writes to a column that holds what the policy tags."""
    roles, diff = tagged_roles(policy.rules), measured.diff
    changed = {column.column for column in diff.columns}
    if diff.added:
        changed = {column.name for column in measured.delta.shape.written}
    tagged = [c for c in measured.info.with_role(*roles) if c.name in changed]
    if tagged:
        rows = diff.added + diff.changed
        named = listed([f"{column.name} ({column.role})" for column in tagged])
        message = f"{rows_told(rows)} written to {named}"
        yield measured.result("tagged_column", "confirm", message, rows)


def _personal(measured: Measured) -> Iterator[RuleResult]:
    """Warn where a table that was there gets a new column with personal data."""
    base, diff = measured.delta.base, measured.diff
    if base is None or diff.change == "drop":
        return
    renamed = {line.after for line in diff.shape if line.change == "rename"}
    new = [
        column.name
        for column in measured.info.columns
        if column.personal and base.column(column.name) is None and column.name not in renamed
    ]
    if new:
        verb = "is new and holds" if len(new) == 1 else "are new and hold"
        message = f"{listed(new)} {verb} personal data"
        yield measured.result("personal_column", "warn", message, diff.rows_after)


def _collapse(measured: Measured, policy: Policy) -> Iterator[RuleResult]:
    """Warn where a column that is largely rewritten keeps few of its distinct values."""
    diff = measured.diff
    if diff.rows_before < policy.min_rows:
        return
    for column in diff.columns:
        if column.replaced < _MANY * diff.rows_before:
            continue
        shape = measured.delta.shape
        changed = next(c for c in shape.written if c.name == column.column)
        before, after = measured.session.rows(
            f"SELECT count(DISTINCT __before.{quote(column.column)}),"
            f" count(DISTINCT __after.{quote(column.column)}) FROM {measured.delta.relation}"
            f" WHERE __before IS NOT NULL AND __after IS NOT NULL"
            f" AND {differs(shape, [changed], '__before', '__after')}"
        )[0]
        if after < policy.rules.collapse * before:
            message = f"{column.column}: {before:,} distinct values become {after:,}"
            yield measured.result("distinct_collapse", "warn", message, column.replaced)
