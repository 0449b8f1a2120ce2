"""References to an earlier result, read offline: "those customers", "the same for shops".

Owns reading them; a reference is either resolved to the rows that were shown, or not at all.
"""

import re
from collections.abc import Iterator

from vibecli.agent.planner import PlanRequest
from vibecli.data.catalog import TableInfo
from vibecli.engine.base import table_sql
from vibecli.plan.model import Plan, Refusal, Reply
from vibecli.steps.query import Query
from vibecli.tagging.name_tokens import name_tokens

_POINTED = re.compile(r"\b(?:those|these)\s+(?=\w)", re.IGNORECASE)
_ALONE = re.compile(
    r"\bthem\b|\b(?:those|these)\b(?=\W*$|\s+(?:that|who|which|whose|with|without|in|from|where"
    r"|are|were|is|have|had|live|by|per)\b)",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"(?:and )?(?:now )?(?:do )?(?:the )?same (?:for|with|on|of) (.+)", re.IGNORECASE
)


_FIGURE = re.compile(r"SELECT (?:count|sum|avg|min|max|median|round)\(")
_CONDITION = frozenset({"where", "with", "without", "in", "from", "who", "whose", "that", "since"})
_GROUPING = frozenset({"by", "per"})


def repeated(request: PlanRequest) -> PlanRequest | None:
    """Give "the same for X" as the earlier intent about X; None when it is not said."""
    said = _SAME.fullmatch(request.intent.strip(" .!?"))
    table = _table(request)
    if said is None or table is None:
        return None
    tokens = {token.rstrip("s") for token in name_tokens(table.table.name)}
    names = {table.name.lower(), table.table.name.lower()}
    words = request.previous_intent.split()
    named = [w.lower().rstrip("s") in tokens or w.lower() in names for w in words]
    swapped = [said[1] if own else w for w, own in zip(words, named, strict=True)]
    if swapped == words:
        return None
    if _CONDITION & set(said[1].lower().split()):
        last = len(named) - 1 - named[::-1].index(True)
        rest = words[last + 1 :]
        if rest and (rest[0].lower() not in _CONDITION or _GROUPING & set(map(str.lower, rest))):
            return None  # what of it would still hold is not clear
        swapped = swapped[: last + 1]
    return request.model_copy(update={"intent": " ".join(swapped), "previous": None})


def pointed(request: PlanRequest) -> PlanRequest | None:
    """Give words about earlier rows without the pointing: "count those shops" as "count shops"."""
    table = _table(request)
    if table is None:
        return None
    bare = _ALONE.sub(table.table.name, request.intent)
    words = _POINTED.sub("", bare)
    if words == request.intent:
        return None
    return request.model_copy(update={"intent": words, "previous": None})


def unresolved(reply: Reply, request: PlanRequest) -> Reply:
    """Give a refusal in place of a plan that passes over a word that points at earlier rows."""
    pointing = _POINTED.search(request.intent) or _ALONE.search(request.intent)
    if request.previous is None or reply.refines or not isinstance(reply.result, Plan):
        return reply
    if pointing is None:
        return reply
    reason = "these words point at an earlier result, and it is not clear at which rows of it"
    word = pointing[0].strip()
    nearest = (_POINTED.sub("", request.intent),) if _POINTED.search(request.intent) else ()
    refusal = Refusal(reason=reason, not_understood=(word,), nearest=nearest)
    return Reply(understood=f"no plan: {reason}", result=refusal)


def narrowed(reply: Reply, request: PlanRequest) -> Reply | None:
    """Give a query about a table as one about the earlier rows of it; None when it is no such."""
    table, earlier = _table(request), _query(request.previous)
    step = _query(reply.result) if isinstance(reply.result, Plan) else None
    if table is None or earlier is None or step is None:
        return None
    whole = table_sql(table.name)
    shown = _rows_shown(earlier.select, whole)
    if step.select.count(whole) != 1 or not shown:
        return None
    rows = step.select.replace(whole, f"({shown})")
    plan = reply.result.model_copy(update={"steps": (step.model_copy(update={"select": rows}),)})
    understood = f"{reply.understood}; of the rows of: {request.previous_intent}"
    return reply.model_copy(update={"understood": understood, "result": plan})


def _rows_shown(select: str, whole: str) -> str:
    """Give the rows of a table that a query showed or counted; nothing for groups of them."""
    if not _FIGURE.match(select):
        return "" if "GROUP BY" in select else select
    inner = re.search(rf"FROM \((SELECT \* FROM {re.escape(whole)}.*)\) AS t$", select)
    return inner[1] if inner and "GROUP BY" not in select else ""


def _table(request: PlanRequest) -> TableInfo | None:
    """Give the one table whose rows were shown before."""
    earlier = _query(request.previous)
    found = list(_read(earlier.select, request)) if earlier else []
    return found[0] if len(found) == 1 else None


def _read(select: str, request: PlanRequest) -> Iterator[TableInfo]:
    for table in request.catalog.tables:
        if table_sql(table.name) in select:
            yield table


def _query(plan: Plan | None) -> Query | None:
    step = plan.steps[0] if plan and len(plan.steps) == 1 else None
    return step if isinstance(step, Query) else None
