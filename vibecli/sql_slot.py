"""Slots of a step whose text is SQL: the mark that their type carries.

What is bound, exchanged or looked at as SQL is found by it, whatever a slot is called.
"""

from functools import cache
from typing import Annotated, NamedTuple, get_args

from pydantic import AfterValidator

from vibecli.model import Model


class _Mark(NamedTuple):
    """Stands in the type of a slot."""

    language: str


_SQL = _Mark("sql")


def _without_semicolon(sql: str) -> str:
    return sql.strip().removesuffix(";").rstrip()


Expression = Annotated[str, _SQL]  # an expression or predicate
Sql = Annotated[Expression, AfterValidator(_without_semicolon)]  # models like to end it with ;


@cache
def sql_slots(kind: type[Model]) -> frozenset[str]:
    """Give the names of a model's own slots whose text is SQL."""
    return frozenset(
        name
        for name, field in kind.model_fields.items()
        if _SQL in field.metadata
        or any(_SQL in getattr(part, "__metadata__", ()) for part in get_args(field.annotation))
    )
