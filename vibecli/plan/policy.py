"""What a plan may not write, whoever asks: protected tables, vibecli's own, views.

Judges names only; columns and shares of rows are measured on the change set by `run/rules`.
"""

import re
from collections.abc import Iterator

from vibecli.data.catalog import Catalog, is_kept
from vibecli.data.contract import idle_declarations, tagged_roles
from vibecli.data.covering import check_patterns, covers_table, idle_globs
from vibecli.engine.names import TableName, key_of
from vibecli.plan.glossary import Glossary
from vibecli.plan.model import Plan
from vibecli.policybook import Policy
from vibecli.steps.base import Finding, Step

PROTECTED = "protected-table"  # the code of a finding that a policy makes
_CLOSED_SCHEMAS = frozenset(
    {"vibecli", "information_schema", "pg_catalog", "system", "temp", "memory"}
)
_OURS = "__"  # how the names begin that the shadow keeps for itself
_PART = r'(?:"(?:[^"]|"")+"|[^."]+)'
_NAME = re.compile(rf"\s*{_PART}(?:\.{_PART})?\s*")


def check_policy(
    plan: Plan, catalog: Catalog, glossary: Glossary, policy: Policy
) -> Iterator[Finding]:
    """Give a finding for every target a plan may not write."""
    policy = policy.with_protected(glossary.protected)
    check_patterns(policy)
    tagged_roles(policy.rules)  # a role that is none would guard nothing
    for step in plan.steps:
        for target in step.writes():
            yield from _check_target(step, target, catalog, policy.protected)


def _check_target(
    step: Step, target: str, catalog: Catalog, protected: tuple[str, ...]
) -> Iterator[Finding]:
    name = TableName.parse(target)
    info = catalog.table(target)
    if attached := catalog.attachment(target):
        yield step.finding(
            "read-only",
            f"{name.text} is in the attached database {attached}, which is only read",
            "write to a table of this database; vibecli --db FILE works on another one",
        )
    elif not name.name.strip():
        yield step.finding("no-target", "the target has no name", "name a table")
    elif not _NAME.fullmatch(target) or not (info or target.isprintable()):
        yield step.finding(
            "bad-target", f"{target!r} is no table of this database", "write table or schema.table"
        )
    elif name.schema.lower() in _CLOSED_SCHEMAS or name.schema.startswith(_OURS):
        yield step.finding(
            "closed-schema", f"no plan may write to schema {name.schema}", "choose another schema"
        )
    elif pattern := next((one for one in protected if covers_table(one, target)), ""):
        yield step.finding(
            PROTECTED,
            f"{name.text} is protected: {said(pattern, name.text)}",
            "write to another table; protection is set in vibecli.toml and glossary.yaml",
        )
    elif is_kept(target) and key_of(target) not in map(key_of, step.registers()):
        yield step.finding(
            "kept-table",
            f"{name.text} is kept by vibecli itself; a {step.kind} step may not write it",
            "train makes models, undo takes them back; copy it under another name to change it",
        )
    elif info and info.kind == "view":
        yield step.finding(
            "target-is-view",
            f"{name.text} is a view: it holds no rows of its own",
            "name the table that it reads",
        )


def said(pattern: str, what: str) -> str:
    """Name the rule by which something is protected."""
    return f"policy.protected: {pattern} covers {what}"


def idle_protections(catalog: Catalog, glossary: Glossary, policy: Policy) -> Iterator[str]:
    """Give a line for every protection or declaration of what is not there: likely a typo."""
    yield from idle_globs((*policy.protected, *glossary.protected), catalog)
    yield from idle_declarations(policy.rules, catalog)
