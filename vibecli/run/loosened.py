"""Where one policy is looser than another: the one meaning of loosening, setting by setting.

A policy is looser where it lets through any plan, row, reader or model that the other one held up.
What only holds up more, or the same in other words, is not. One that says the same is looser where
a contract takes a column out of what it covers. It reads nothing.
"""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import get_args

from vibecli.data.catalog import Catalog
from vibecli.data.covering import Cover, covers_column, covers_table, patterns
from vibecli.policybook import DEFAULT, LEVELS, MARKS, SHARES, Consent, Policy, person
from vibecli.rulebook import NAMES, Level, Rules

_LEVELS: tuple[Level, ...] = get_args(Level)
_MORE = ("null_points",)  # limits of [rules] that let more through the higher they are
_LESS = ("collapse",)


def loosened(before: Policy, after: Policy) -> tuple[str, ...]:
    """Give what a policy lets through that the one before did not, a line each."""
    found = [*_unprotected(before, after), *_shares(before, after), *_approvals(before, after)]
    found += [*_consent(before, after), *_seen(before, after), *_rules(before.rules, after.rules)]
    return tuple(found)


def uncovered(before: Iterable[Cover], policy: Policy, catalog: Catalog) -> Iterator[str]:
    """Give the columns that a contract took out of what the policy covers, a line each.

    A column that is gone is none of them, nor one that nobody told of: its values are others now.
    """
    for one in before:
        info = catalog.table(one.table)
        column = info.column(one.column) if info else None
        if column is None or not (one.declared or column.declared):
            continue
        asked = {pattern for setting, pattern in patterns(policy) if setting == one.setting}
        left = policy.protected if one.setting == "protected" else (one.pattern,)
        if one.pattern in asked and not any(
            covers_column(pattern, one.table, one.column, column)
            or covers_table(pattern, one.table)
            for pattern in left
        ):
            yield f"policy.{one.setting}: {one.pattern} no longer covers {one.name}"


def _unprotected(before: Policy, after: Policy) -> Iterator[str]:
    kept = {one.strip().lower() for one in after.protected}
    for pattern in before.protected:
        wanted = pattern.strip().lower()
        if wanted not in kept and not any(_within(wanted, other) for other in kept):
            yield f"policy.protected no longer has {pattern}"
    known = {one.strip().lower() for one in before.streamed}
    for pattern in after.streamed:
        if pattern.strip().lower() not in known:
            yield f"policy.streamed has {pattern}"


def _within(pattern: str, wider: str) -> bool:
    """True when all names a glob covers are surely covered by the other one."""
    plain = not any(sign in pattern + wider for sign in "[]?")
    marked = pattern.startswith(MARKS) or wider.startswith(MARKS)
    return plain and not marked and fnmatchcase(pattern, wider)


def _shares(before: Policy, after: Policy) -> Iterator[str]:
    for name in SHARES:
        was, now = getattr(before, name), getattr(after, name)
        if now > was:
            yield f"policy.{name} is {now:g}, it was {was:g}"
        for glob in dict.fromkeys(glob for glob, _ in (*before.tables, *after.tables)):
            own, left = before.share(name, glob), after.share(name, glob)
            if left > own and (own, left) != (was, now):
                yield f"policy.tables: {name} of {glob} is {left:g}, it was {own:g}"
    if after.min_rows > before.min_rows:
        yield f"policy.min_rows is {after.min_rows}, it was {before.min_rows}"


def _approvals(before: Policy, after: Policy) -> Iterator[str]:
    was, now = dict(before.approvals), dict(after.approvals)
    for name in dict.fromkeys((DEFAULT, *was, *now)):
        needed, left = (one.get(name, one.get(DEFAULT, 1)) for one in (was, now))
        if left < needed:
            yield f"policy.approvals of {name} is {left}, it was {needed}"
    for name in dict.fromkeys(after.reviewers):
        if person(name) not in map(person, before.reviewers):
            yield f"policy.reviewers has {name}"


def _consent(before: Policy, after: Policy) -> Iterator[str]:
    for rule in before.consent:
        if not any(_asks_as_much(rule, other) for other in after.consent):
            yield f"{rule.name} no longer asks what it asked: {rule.table} where {rule.where}"


def _asks_as_much(rule: Consent, other: Consent) -> bool:
    same = (rule.table, rule.key, rule.where) == (other.table, other.key, other.where)
    purpose = other.purpose == rule.purpose
    return same and purpose and set(rule.applies_to) <= set(other.applies_to)


def _seen(before: Policy, after: Policy) -> Iterator[str]:
    if (before.raw_personal, after.raw_personal) == ("deny", "reveal"):
        yield "policy.raw_personal is reveal, it was deny"
    for name in ("forget_protected", "forget_unattended"):
        if (getattr(before, name), getattr(after, name)) == ("block", "allow"):
            yield f"policy.{name} is allow, it was block"
    if LEVELS.index(after.model_may_see) > LEVELS.index(before.model_may_see):
        yield f"policy.model_may_see is {after.model_may_see}, it was {before.model_may_see}"


def _rules(before: Rules, after: Rules) -> Iterator[str]:
    for name in NAMES:
        was, now = getattr(before, name), getattr(after, name)
        if _LEVELS.index(now) < _LEVELS.index(was):
            yield f"rules.{name} is {now}, it was {was}"
    for name, sign in (*((one, 1) for one in _MORE), *((one, -1) for one in _LESS)):
        was, now = getattr(before, name), getattr(after, name)
        if (now - was) * sign > 0:
            yield f"rules.{name} is {now:g}, it was {was:g}"
    for name in sorted(set(after.overridable) - set(before.overridable)):
        yield f"rules.overridable has {name}"
    for name in sorted(set(before.tagged) - set(after.tagged)):
        yield f"rules.tagged no longer has {name}"
    yield from _declared(before, after)


def _declared(before: Rules, after: Rules) -> Iterator[str]:
    values, rows, keys = dict(after.values), dict(after.rows), dict(after.keys)
    for name, known in before.values:
        if name not in values or _more(values[name], known):
            yield f"rules.values of {name} allows more than it did"
    for name, (low, high) in before.rows:
        least, most = rows.get(name, (-1, -1))
        if least < low or most > high:
            yield f"rules.rows of {name} allows more than it did"
    for name, key in before.keys:
        if keys.get(name) != key:
            yield f"rules.keys of {name} is not what it was"


def _more(now: Iterable[str], was: Iterable[str]) -> bool:
    return bool(set(now) - set(was))
