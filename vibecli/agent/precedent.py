"""Approved intents as examples for a model: the nearest few, without the values they name.

A saved intent was written for this machine. Its literals may be somebody's address, so below the
level `values` only those that the context shows anyway stay in it.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rapidfuzz import fuzz

from vibecli.agent.disclosure import LONG_NUMBER, printable
from vibecli.plan.model import Plan
from vibecli.plan.saved import SavedIntent
from vibecli.steps.clean import Clean
from vibecli.tagging.name_tokens import name_tokens

EXAMPLES = 3
EXAMPLE_SCORE = 50
TABLE_SCORE, MOST_TABLES = 5, 2  # what each table that both are about adds
LONGEST = 6_000  # characters of one example
HIDDEN = "***"

_LITERAL = re.compile(r"'((?:[^']|'')*)'|\$\$(.*?)\$\$", re.DOTALL)
_WORD = re.compile(r"\w+")
_SHORT = 3  # a shorter literal is hidden in SQL only, not as a word
_SENTENCES = frozenset({"intent", "title", "why", "text", "name"})
_VALUES = frozenset({"args"})
_SAFE = re.compile(r"[%\s\-./:,_*dmyYHMSjbB]*|\d{1,2} (day|week|month|year)s?", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@'\"]+@[^\s@'\"]+")
_LEFT = frozenset({"why", "opinions"})  # what is not quoted of a step
_NUMBER = re.compile(rf"\+?\d(?:[\s./()-]?\d){{{LONG_NUMBER - 1},}}")


def precedents(
    saved: Sequence[SavedIntent], intent: str, shown: Iterable[str] | None
) -> Iterator[str]:
    """Give the approved intents nearest in words, the most similar last.

    Args:
        saved: every approved intent of the workspace.
        intent: what the person wants now.
        shown: values and names that may be told; None when all may.
    """
    scored = sorted((_likeness(one, intent), one.intent, n) for n, one in enumerate(saved))
    told = None if shown is None else frozenset(shown)
    texts = (_text(saved[number], told) for score, _, number in scored if score >= EXAMPLE_SCORE)
    near = [text for text in texts if len(text) <= LONGEST][-EXAMPLES:]
    if near:
        yield "## Intents approved before in this project (empty slots left out)"
        yield from near


def _likeness(saved: SavedIntent, intent: str) -> float:
    """Give how near an approved intent is, in words and by the tables the intent names."""
    left, right = saved.intent.lower(), intent.lower()
    words = (fuzz.token_set_ratio(left, right) + fuzz.token_sort_ratio(left, right)) / 2
    said = {word.rstrip("s") for word in _WORD.findall(right)}
    named = {name for step in saved.plan.steps for name in (*step.reads(), *step.writes())}
    named |= {column.table for column in saved.columns}
    shared = sum(bool({t.rstrip("s") for t in name_tokens(n)} & said) for n in sorted(named))
    return words + min(shared, MOST_TABLES) * TABLE_SCORE


def _text(saved: SavedIntent, shown: frozenset[str] | None) -> str:
    example: Any = {"intent": saved.intent, "steps": saved.plan.model_dump(mode="json")["steps"]}
    if shown is not None:
        example = _masked(example, _secrets(saved.plan, shown))
    said = json.dumps(example["intent"], ensure_ascii=False)
    plan = json.dumps(_filled(example["steps"]), ensure_ascii=False, separators=(",", ":"))
    return f"intent: {printable(said)}\nsteps: {printable(plan)}"


def _filled(value: Any) -> Any:
    """Give a value without its empty slots, its reasons and what models said of it."""
    if isinstance(value, list):
        return [_filled(one) for one in value]
    if not isinstance(value, dict):
        return value
    kept = {
        name: one for name, one in value.items() if one not in (None, [], "") and name not in _LEFT
    }
    return {name: _filled(one) for name, one in kept.items()}


def _secrets(plan: Plan, shown: frozenset[str]) -> tuple[str, ...]:
    """Give the literals of a plan that the context does not show, longest first."""
    found: set[str] = set()
    for step in plan.steps:
        for slot in step.slots():
            found |= {(a or b).replace("''", "'") for a, b in _LITERAL.findall(slot.sql)}
        if isinstance(step, Clean):
            found |= {arg for rule in step.rules for arg in rule.args}
    bare = found | {literal.strip("%") for literal in found}
    secret = (one for one in bare if one not in shown and not _SAFE.fullmatch(one))
    return tuple(sorted(secret, key=lambda one: (-len(one), one)))


def _masked(value: Any, secrets: tuple[str, ...], key: str = "") -> Any:
    """Give a value without its secrets: whole literals in SQL, words in sentences."""
    if isinstance(value, dict):
        return {name: _masked(one, secrets, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_masked(one, secrets, key) for one in value]
    if not isinstance(value, str):
        return value
    if key in _SENTENCES:
        text = _without_words(value, secrets)
    elif key in _VALUES:
        text = HIDDEN if value in secrets else value
    else:
        text = _LITERAL.sub(lambda found: _literal(found, secrets), value)
    return _NUMBER.sub(HIDDEN, _EMAIL.sub(HIDDEN, text))


def _literal(found: re.Match[str], secrets: tuple[str, ...]) -> str:
    content = (found[1] or found[2] or "").replace("''", "'")
    return f"'{HIDDEN}'" if content in secrets else found[0]


def _without_words(text: str, secrets: tuple[str, ...]) -> str:
    for secret in secrets:
        if len(secret) >= _SHORT:
            pattern = rf"(?<!\w){re.escape(secret)}(?!\w)"
            text = re.sub(pattern, HIDDEN, text, flags=re.IGNORECASE)
    return text
