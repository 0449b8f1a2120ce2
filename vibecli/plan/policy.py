"""What a plan may not write, whoever asks: protected tables, vibecli's own, views.

Judges names only; shares of rows and columns are measured on the change set by `run/rules`.
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from vibecli.config import Policy
from vibecli.data.catalog import Catalog
from vibecli.data.contract import idle_declarations, tagged_roles
from vibecli.data.nearest import nearest_hint
from vibecli.engine.names import MAIN, TableName
from vibecli.plan.glossary import Glossary
from vibecli.plan.model import Plan
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
    protected = (*policy.protected, *glossary.protected)
    tagged_roles(policy.rules)  # a role that is none would guard nothing
    for step in plan.steps:
        for target in step.writes():
            yield from _check_target(step, target, catalog, protected)


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
    elif any(protects(glob, target) for glob in protected):
        yield step.finding(
            PROTECTED,
            f"{name.text} is protected",
            "write to another table; protection is set in vibecli.toml and glossary.yaml",
        )
    elif info and info.kind == "view":
        yield step.finding(
            "target-is-view", f"{name.text} is a view", "write to the table it reads"
        )


def idle_protections(catalog: Catalog, glossary: Glossary, policy: Policy) -> Iterator[str]:
    """Give a line for every protection or declaration of what is not there: likely a typo."""
    names = [table.name for table in catalog.tables]
    names += [f"{table.name}.{column.name}" for table in catalog.tables for column in table.columns]
    lower = [f"{prefix}{name.lower()}" for name in names for prefix in ("", f"{MAIN}.")]
    for glob in dict.fromkeys((*policy.protected, *glossary.protected)):
        if not any(fnmatchcase(name, glob.strip().lower()) for name in lower):
            hint = nearest_hint(glob, names, noun="name")
            yield f"protected: {glob} names no table and no column; {hint}"
    yield from idle_declarations(policy.rules, catalog)


def protects(glob: str, table: str) -> bool:
    """True when a protection names this table; `*` stands for any text, case does not count."""
    name = TableName.parse(table)
    spellings = {name.text, f"{name.schema}.{name.name}", f"{name.schema}.{name.name}.*"}
    wanted = glob.strip().lower()
    return any(fnmatchcase(spelling.lower(), wanted) for spelling in spellings)
