"""A forget or a suppression said in flags: the typed plan, made without any planner.

Owns what each flag means, and the words that say the same.
"""

from collections.abc import Sequence
from typing import cast, get_args

from vibecli.agent.flags import PLANNER
from vibecli.data.catalog import Catalog
from vibecli.data.named_table import named_table
from vibecli.errors import UsageError
from vibecli.model import Model
from vibecli.plan.model import Plan
from vibecli.plan.saved import SavedIntent
from vibecli.steps.export_subject import ExportSubject
from vibecli.steps.forget import Forget, ForgetMode
from vibecli.steps.person import PersonStep
from vibecli.steps.suppress import Suppress

WHY = "this person asked to be forgotten"
OUT = "this person must not come in again"
IN = "this person may come in again"


class ForgetFlags(Model):
    """A forget as flags say it."""

    identifiers: tuple[str, ...]
    tables: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    mode: str = "delete"


def forget_intent(flags: ForgetFlags, catalog: Catalog) -> SavedIntent:
    """Give the intent and its plan. Raises NotFound, UsageError."""
    if flags.mode not in get_args(ForgetMode):
        raise UsageError(f"no mode {flags.mode}", hint=f"--mode {', '.join(get_args(ForgetMode))}")
    step = Forget(
        id="s1",
        why=WHY,
        identifiers=tuple(one.strip() for one in flags.identifiers),
        tables=_names(flags.tables, catalog),
        keep=_names(flags.keep, catalog),
        mode=cast("ForgetMode", flags.mode),
    )
    return SavedIntent(intent=said(step), plan=forget_plan(step), planner=PLANNER)


def forget_plan(step: Forget) -> Plan:
    """Give the plan of one forget."""
    verb = "Forget" if step.mode == "delete" else "Pseudonymise"
    return Plan(title=f"{verb} a person", steps=(step,), confidence="high")


def said(step: PersonStep) -> str:
    """Give the words that say the same."""
    who = " and ".join(step.identifiers)
    if isinstance(step, Suppress):
        return f"{'unsuppress' if step.lift else 'suppress'} {who}"
    if not isinstance(step, Forget):
        return f"export everything we have on {who}"
    verb = "forget" if step.mode == "delete" else "pseudonymise"
    where = f" in {' and '.join(step.tables)}" if step.tables else " everywhere"
    kept = f" but keep {' and '.join(step.keep)}" if step.keep else ""
    return f"{verb} {who}{where}{kept}"


def suppress_intent(identifiers: Sequence[str], *, lift: bool) -> SavedIntent:
    """Give the intent and the plan that keep a person out, or let one in again."""
    step = Suppress(
        id="s1", why=OUT if not lift else IN, identifiers=tuple(one.strip() for one in identifiers),
        lift=lift,
    )  # fmt: skip
    return SavedIntent(intent=said(step), plan=suppress_plan(step), planner=PLANNER)


def suppress_plan(step: Suppress) -> Plan:
    """Give the plan of one suppression."""
    title = "Let a person in again" if step.lift else "Keep a person out"
    return Plan(title=title, steps=(step,), confidence="high")


def export_plan(step: ExportSubject) -> Plan:
    """Give the plan that finds everything known of a person."""
    return Plan(title="Everything known of a person", steps=(step,), confidence="high")


def _names(names: Sequence[str], catalog: Catalog) -> tuple[str, ...]:
    return tuple(named_table(catalog, name).name for name in names)
