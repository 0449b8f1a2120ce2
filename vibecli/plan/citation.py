"""Which entries of the glossary a plan uses, told from the plan itself and not by its planner.

An entry with SQL is used where that SQL stands in a step; one that is words alone, where the intent
says it. Reads texts only.
"""

import re
from collections.abc import Iterator

from vibecli.engine.names import TableName
from vibecli.plan.glossary import Glossary, Term
from vibecli.plan.model import Plan

_QUALIFIER = re.compile(r"\b[a-z_]\w*\.(?=[a-z_\"])")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\w+")


def cited(plan: Plan, glossary: Glossary, said: str) -> tuple[str, ...]:
    """Give the names of the terms and metrics a plan uses, in the glossary's order.

    Args:
        plan: what was planned.
        glossary: the words of the project.
        said: the intent, with the answers given to questions about it.
    """
    sql = " ; ".join(_plain(slot.sql) for step in plan.steps for slot in step.slots())
    told = {a.text.lower() for a in plan.assumptions if a.basis == "glossary"}
    entries = (*glossary.terms, *glossary.metrics)
    return tuple(dict.fromkeys(term.name for term in entries if _used(term, sql, told, said)))


def passed_over(plan: Plan, glossary: Glossary, said: str) -> tuple[str, ...]:
    """Give the entries with SQL that the intent says and the plan has no trace of.

    Only those about a table the plan reads; the same words may mean something else elsewhere.
    """
    used = set(cited(plan, glossary, said))
    read = {TableName.parse(name).text.lower() for step in plan.steps for name in step.reads()}
    sql = " ".join(slot.sql.lower() for step in plan.steps for slot in step.slots())
    entries = (*glossary.terms, *glossary.metrics)
    return tuple(
        term.name
        for term in entries
        if term.sql and term.table and term.name not in used and says(said, term)
        if TableName.parse(term.table).text.lower() in read
        or TableName.parse(term.table).name.lower() in _WORD.findall(sql)
    )


def says(text: str, term: Term) -> bool:
    """Tell whether a text says a term or one of its synonyms, word by word."""
    words = f" {_words(text)} "
    return any(f" {phrase} " in words for phrase in _phrases(term))


def _used(term: Term, sql: str, told: set[str], said: str) -> bool:
    if any(text == term.name.lower() or text.startswith(f"{term.name.lower()}:") for text in told):
        return True
    if term.sql:
        return _plain(term.sql) in sql
    return says(said, term)


def _phrases(term: Term) -> Iterator[str]:
    yield from filter(None, map(_words, (term.name, *term.synonyms)))


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _plain(sql: str) -> str:
    """Give SQL as it compares: small letters, single spaces, columns without their table."""
    return _QUALIFIER.sub("", _SPACE.sub(" ", sql.lower())).strip()
