"""All static checks of a plan, from its structure to the bind of every step on an empty bench.

Gives findings that a planner can mend its plan from. It reads no data and its messages hold none.
"""

from collections.abc import Iterator, Sequence

from vibecli.data.catalog import Catalog, is_kept
from vibecli.data.nearest import nearest
from vibecli.engine.base import Engine
from vibecli.engine.names import key_of
from vibecli.errors import Blocked, EngineError, PlanError, SqlError, VibeError
from vibecli.plan.bench import EmptyBench
from vibecli.plan.ceiling import memory_ceiling
from vibecli.plan.glossary import Glossary
from vibecli.plan.guard import Breach, breaches
from vibecli.plan.lint import code_of, hint_for, told, unsteady
from vibecli.plan.model import Plan
from vibecli.plan.policy import PROTECTED, check_policy
from vibecli.plan.reads import table_refs
from vibecli.plan.structure import check_structure
from vibecli.policybook import Policy
from vibecli.steps.base import Finding, Step
from vibecli.steps.trigger import Trigger


def check_plan(
    plan: Plan,
    catalog: Catalog,
    engine: Engine,
    *,
    glossary: Glossary | None = None,
    policy: Policy | None = None,
    actions: Sequence[str] | None = None,
) -> list[Finding]:
    """Give everything wrong with a plan, each once, in the order of its steps; warnings too.

    `actions` are the names of [actions], where they are known.
    """
    found = check_structure(plan)
    found += _unknown_actions(plan, actions) if actions is not None else ()
    found += check_policy(plan, catalog, glossary or Glossary(), policy or Policy())
    with EmptyBench(engine, catalog) as bench, memory_ceiling():
        checker = _Checker(engine, bench)
        for step in plan.steps:
            found += checker.check(step)
    order = {step.id: place for place, step in reversed(list(enumerate(plan.steps)))}
    unique = list(dict.fromkeys(found))
    return sorted(unique, key=lambda finding: order.get(finding.step or "", -1))


def _unknown_actions(plan: Plan, actions: Sequence[str]) -> Iterator[Finding]:
    """Give the rules that set off what [actions] does not name."""
    for step in plan.steps:
        if isinstance(step, Trigger) and step.rule.action not in (None, *actions):
            named = step.rule.action
            entry = f'{named} = {{ file = "out.ndjson" }} under [actions] in vibecli.toml'
            hint = f"name {' or '.join(actions)}, or write {entry}" if actions else entry
            message = f"rule {step.rule.name} sets off {named}, which [actions] does not name"
            yield step.finding("unknown-action", message, hint)


class _Checker:
    """Takes the steps in order; what hangs on a broken step is left alone, it would only echo."""

    def __init__(self, engine: Engine, bench: EmptyBench) -> None:
        self._engine = engine
        self._bench = bench
        self._broken: set[str] = set()
        self._makers: dict[str, str] = {}  # table or step id, as key -> the step it comes from

    def check(self, step: Step) -> list[Finding]:
        """Give the findings of one step and let later steps see its results."""
        reads = self._reads(step)
        results = {key_of(name) for name in (*step.writes(), step.id)}
        if reads & self._broken:
            self._broken |= results
            return []
        found = [*self._references(step), *self._guard(step)] or self._bind(step)
        if any(finding.severity == "error" for finding in found):
            self._broken |= results
        else:
            found += self._missing_needs(step, reads)
        self._makers |= dict.fromkeys(results, step.id)
        return found

    def _reads(self, step: Step) -> set[str]:
        names = {key_of(name) for name in step.reads()}
        for slot in step.slots():
            try:
                tree = self._engine.parse_tree(self._bench.session, slot.sql)
            except (SqlError, RecursionError):
                continue  # the guard tells of it
            names |= {ref.text.lower() for ref in table_refs(tree)}
        return names

    def _references(self, step: Step) -> Iterator[Finding]:
        """Check the tables in typed slots, but for those the step itself makes."""
        made = {key_of(name) for name in step.writes()}
        for name in step.reads():
            if is_kept(name):
                continue  # it comes with its first entry: the step that needs one says so
            if key_of(name) not in made and self._bench.columns(name) is None:
                close = nearest(name, self._bench.tables)
                hint = f"did you mean {' or '.join(close)}?" if close else ""
                yield step.finding("unknown-table", f"no table {name}", hint)

    def _guard(self, step: Step) -> Iterator[Finding]:
        for slot in step.slots():
            for breach in breaches(self._engine, self._bench.session, slot.sql, self._bench.tables):
                hint = hint_for(breach.message, slot.sql, breach.hint)
                yield step.finding(breach.code, f"{slot.name}: {breach.message}", hint)

    def _bind(self, step: Step) -> list[Finding]:
        try:
            found = list(step.check(self._bench))
        except SqlError as error:
            sql = "\n".join(slot.sql for slot in step.slots())
            hint = hint_for(error.message, sql, error.hint)
            return [step.finding(code_of(error), told(error), hint)]
        except (PlanError, EngineError) as error:
            return [step.finding("step-error", error.message, error.hint)]
        except MemoryError:
            return [step.finding("step-error", "it takes too much memory", "make it smaller")]
        if step.writes():
            found += [_warning(step, breach) for breach in self._unsteady(step)]
        return found

    def _unsteady(self, step: Step) -> Iterator[Breach]:
        for slot in step.slots():
            yield from unsteady(self._engine.parse_tree(self._bench.session, slot.sql))

    def _missing_needs(self, step: Step, reads: set[str]) -> list[Finding]:
        """Warn when a step reads what an earlier one makes without saying so."""
        makers = {self._makers[name] for name in reads if name in self._makers}
        return [
            _warning(
                step,
                Breach(
                    "needs-incomplete", f"{step.id} reads what {maker} makes", "add it to needs"
                ),
            )
            for maker in sorted(makers - set(step.needs) - {step.id})
        ]


def _warning(step: Step, breach: Breach) -> Finding:
    finding = step.finding(breach.code, breach.message, breach.hint)
    return finding.model_copy(update={"severity": "warning"})


def refused(errors: Sequence[Finding]) -> VibeError:
    """Give the error of a plan that does not pass the check; a policy's is a block."""
    told = {"findings": [finding.model_dump() for finding in errors]}
    kind = Blocked if all(f.code == PROTECTED for f in errors) else PlanError
    return kind(errors[0].message, hint=errors[0].hint, details=told)
