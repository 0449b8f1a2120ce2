"""How many persons must approve a plan, and which of them have.

Owns the count. A person is told by a name: the OS user at a terminal, or the reviewer of a
decisions file, whom the policy must name. Nothing a plan, a model or `--yes` says is one.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from vibecli.data.covering import covered, covers_table
from vibecli.plan.model import Plan
from vibecli.policybook import DEFAULT, Policy, person
from vibecli.run.measured import Measured
from vibecli.run.model import Decision
from vibecli.run.rules import written_columns

APPROVALS = "approvals"


def needed(policy: Policy, plan: Plan, tables: Sequence[Measured]) -> int:
    """Give how many persons must approve a plan: the most that any part of it asks for."""
    return max((1, *_asked(policy, plan, tables)))


def asking(persons: int) -> tuple[str, ...]:
    """Tell that it takes more persons than one."""
    return (f"policy.approvals: {persons} different persons must approve it",)[: persons > 1]


def _asked(policy: Policy, plan: Plan, tables: Sequence[Measured]) -> Iterator[int]:
    said = dict(policy.approvals)
    for step in plan.steps:
        own = [
            count
            for name, count in said.items()
            if name == step.kind or any(covers_table(name, table) for table in step.writes())
        ]
        if own or step.writes():
            yield max(own, default=said.get(DEFAULT, 1))
    for measured in tables:
        columns = _touched(measured)
        for name, count in said.items():
            if covers_table(name, measured.name) or covered(name, measured.info, columns):
                yield count


def _touched(measured: Measured) -> Sequence[str]:
    """Give the columns of which a value comes, changes or goes; a row that goes takes them all."""
    if measured.diff.removed:
        return [column.name for column in measured.info.columns]
    return written_columns(measured)


def approvers(
    decisions: Iterable[Decision], policy: Policy, applied: Collection[str] = ()
) -> tuple[str, ...]:
    """Give who approved, each person once, after a plan was last applied or discarded.

    A file of a reviewer whom the policy does not name is the word of the person who imported it,
    who stands for one approval, in whoever's name. `applied` are the times the plan was applied at,
    which are those of the decisions that did it: an approval serves once.
    """
    names: dict[str, str] = {}
    for one in decisions:
        if one.verdict == "discard" or (one.approved_by and one.at in applied):
            names.clear()
        elif counts(one):
            names.setdefault(person(_vouching(one, policy)), one.told_by)
    return tuple(names.values())


def counts(decision: Decision) -> bool:
    """True when a decision is a person's own: at a terminal, or in a reviewer's file."""
    return decision.attended or decision.channel in ("terminal", "file")


def _vouching(one: Decision, policy: Policy) -> str:
    """Give the person an approval is counted for."""
    named = person(one.by) in map(person, policy.reviewers)
    return one.by if named or not one.imported_by else one.imported_by
