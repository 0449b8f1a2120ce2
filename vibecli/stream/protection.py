"""What a policy protects, no stream writes: asked before anything is taken."""

from collections.abc import Sequence

from vibecli.data.catalog import Catalog, TableInfo
from vibecli.data.covering import check_patterns, covered, covers_table
from vibecli.errors import Blocked
from vibecli.plan.policy import said
from vibecli.policybook import Policy
from vibecli.steps.standing import StandingRule
from vibecli.steps.standing_tables import DEAD_LETTERS, OUTBOX, REVIEW
from vibecli.steps.unify_provenance import provenance_table


def check_protected(rule: StandingRule, policy: Policy, catalog: Catalog) -> None:
    """Raise Blocked where a rule would write what the policy protects."""
    check_patterns(policy)
    for table, columns in _written(rule).items():
        info: TableInfo | None = catalog.table(table)
        opened = any(covers_table(pattern, table) for pattern in policy.streamed)
        for pattern in () if table == rule.events and opened else policy.protected:
            hit = covered(pattern, info, columns) if info and columns else ()
            if covers_table(pattern, table) or hit:
                what = f"{table}.{hit[0]}" if hit else table
                raise Blocked(
                    f"{said(pattern, what)}; rule {rule.name} may not write it",
                    hint="protection is set in vibecli.toml and glossary.yaml",
                )


def _written(rule: StandingRule) -> dict[str, Sequence[str]]:
    """Give the tables a rule writes, with the columns of those that are not its own."""
    events = [taken.column for taken in rule.columns]
    scores = rule.scores_into if rule.model else ()
    features = {rule.features_into: ()} if rule.features else {}
    return {
        **features,
        rule.events: [*events, *([rule.person_column] if rule.person_column else [])],
        rule.profile: [rule.key, *(one.column for one in rule.survivorship), *scores],
        provenance_table(rule.profile): (),
        DEAD_LETTERS: (),
        REVIEW: (),
        OUTBOX: (),
    }
