"""What a model takes columns for that the evidence is not sure of, asked before a plan is run.

Owns the one call a table: names, types and masked shapes go out, advice comes back into the tag
step. The advice is shown and never followed, and a model that fails costs one note.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from pydantic import ValidationError

from vibecli.agent.client import ModelClient
from vibecli.agent.disclosure import masked_facts, told_name, told_table, told_text
from vibecli.agent.egress import record_sent, require_consent
from vibecli.agent.prompt import Message, fill
from vibecli.contracts.model import Contracts
from vibecli.data.catalog import Catalog
from vibecli.errors import Interrupted, PlanError, VibeError
from vibecli.model import Model
from vibecli.plan.model import Plan
from vibecli.runtime import Runtime
from vibecli.spending import Spending
from vibecli.steps.tag import NO_TAG, Opinion, TagColumns, TagLine
from vibecli.tagging.tag import Tag

PROMPT = "opinion"
LEVELS = frozenset({"shapes", "values"})  # at which a model may see what values look like
MOST = 60  # columns of a table that are asked about
_WHY = 120  # letters of a reason


class ColumnOpinion(Model):
    """What a model says of one column."""

    column: str
    tag: Tag | Literal["none"]
    confidence: float
    why: str


class TableOpinion(Model):
    """A model's answer about one table."""

    columns: tuple[ColumnOpinion, ...]


class Advised(NamedTuple):
    """A plan whose tag steps hold what a model said, and a note on why it said nothing."""

    plan: Plan
    note: str = ""


def advised(runtime: Runtime, plan: Plan, catalog: Catalog, contracts: Contracts) -> Advised:
    """Give a plan with a model's opinion of the columns its tag steps are not sure of.

    Without leave to show shapes of values to a model it is asked nothing.
    """
    if runtime.settings.egress not in LEVELS:
        return Advised(plan)
    asking = _Asking(runtime)
    steps = []
    for step in plan.steps:
        if isinstance(step, TagColumns):
            opinions = asking.opinions(step, catalog, contracts)
            step = step.model_copy(update={"opinions": tuple(opinions)})  # noqa: PLW2901
        steps.append(step)
    return Advised(plan.model_copy(update={"steps": tuple(steps)}), asking.note)


class _Asking:
    """The calls of one plan; after the first that fails no other is made."""

    def __init__(self, runtime: Runtime) -> None:
        self.note = ""
        self._runtime = runtime
        self._columns: tuple[str, ...] = ()  # of the call under way, for the egress log
        self._client = ModelClient(
            runtime,
            lambda body, rung, outcome, usage: record_sent(
                runtime, body, rung=rung, columns=self._columns, outcome=outcome, usage=usage
            ),
            Spending(),
        )

    def opinions(
        self, step: TagColumns, catalog: Catalog, contracts: Contracts
    ) -> Iterator[Opinion]:
        """Give what the model says of the columns a step is not sure of."""
        for name in step.writes():
            table = catalog.table(name)
            if table is None or self.note:
                continue
            decided = step.decided(table, contracts.table(table.name))
            unsure = [line for line in decided if line.low][:MOST]
            if unsure:
                yield from self._asked(table.name, table.rows, unsure)

    def _asked(self, table: str, rows: int, unsure: Sequence[TagLine]) -> list[Opinion]:
        try:
            require_consent(self._runtime)
            self._columns = tuple(f"{table}.{line.column.name}" for line in unsure)
            return list(_read(table, unsure, self._answer(table, rows, unsure)))
        except Interrupted:
            raise
        except VibeError as error:
            hint = f"; {error.hint}" if error.hint else ""
            self.note = f"no model's opinion on the tags: {error.message}{hint}"
            return []

    def _answer(self, table: str, rows: int, unsure: Sequence[TagLine]) -> TableOpinion:
        """Make the call. Raises PlanError for an answer that is none."""
        schema = TableOpinion.strict_schema()
        completion = self._client.complete(self._messages(table, rows, unsure), schema)
        try:
            return TableOpinion.model_validate_json(completion.text)
        except ValidationError as error:
            self._client.distrust(completion)
            raise PlanError("its answer is not what was asked for") from error

    def _messages(self, table: str, rows: int, unsure: Sequence[TagLine]) -> list[Message]:
        settings = self._runtime.settings
        system = fill(PROMPT, settings.workspace, tags=", ".join((*Tag, NO_TAG)))
        lines = [f"table {told_table(table)}, {rows} rows"]
        for line in unsure:
            told = "; ".join(masked_facts(line.column, settings.egress))
            lines.append(f"- {told_name(line.column.name)}: {told}")
        user = {"role": "user", "content": "\n".join(lines)}
        return [{"role": "system", "content": system}, user]


def _read(table: str, unsure: Sequence[TagLine], answer: TableOpinion) -> Iterator[Opinion]:
    """Give the opinions on the columns asked about, the first on each."""
    asked = {told_name(line.column.name).lower(): line.column.name for line in unsure}
    asked |= {line.column.name.lower(): line.column.name for line in unsure}
    for one in answer.columns:
        name = asked.get(one.column.lower())
        if name is None:
            continue
        asked = {told: column for told, column in asked.items() if column != name}
        sure = min(max(one.confidence, 0.0), 1.0) if math.isfinite(one.confidence) else 0.0
        yield Opinion(
            table=table,
            column=name,
            tag=one.tag,
            confidence=round(sure, 2),
            why=told_text(one.why)[:_WHY],
        )
