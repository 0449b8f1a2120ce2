"""Whether an expression reads the clock."""

from typing import Any

_NOW = frozenset(
    {
        "now", "today", "get_current_time", "get_current_timestamp", "get_current_date",
        "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp",
        "transaction_timestamp", "statement_timestamp", "clock_timestamp", "current_localtime",
        "current_localtimestamp", "getdate", "sysdate",
    }
)  # fmt: skip
_LITERALS = frozenset({"now", "today", "yesterday", "tomorrow"})  # as text cast to a time


def reads_clock(tree: Any) -> bool:
    """True when a call, a keyword or a literal stands for the moment it is run."""
    return any(_is_clock(node) for node in tree.walk())


def _is_clock(node: Any) -> bool:
    from sqlglot import exp

    clocks = (
        exp.CurrentDate, exp.CurrentTime, exp.CurrentTimestamp, exp.CurrentDatetime,
        exp.Localtime, exp.Localtimestamp, exp.CurrentTimestampLTZ,
    )  # fmt: skip
    if isinstance(node, exp.Cast):
        return str(node.this.name).lower() in _LITERALS
    if isinstance(node, exp.Anonymous) and node.name.lower() == "age":
        return not node.expressions[1:]  # of one moment: up to today
    named = isinstance(node, exp.Anonymous | exp.Column) and node.name.lower() in _NOW
    return named or isinstance(node, clocks)
