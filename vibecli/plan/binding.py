"""Values of parameters brought into the SQL of a plan, as typed literals.

Owns the proof that a value is one constant, whatever it holds: the engine's parse tree of what is
bound must be that of the template with nothing but the parameters exchanged. It runs no SQL; the
guard sees what is bound like any other SQL.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from vibecli.engine.base import Engine, Session
from vibecli.errors import SqlError, UsageError
from vibecli.model import Model
from vibecli.plan.expectation import Expectation
from vibecli.plan.parameters import Parameter, given_values, told_values, undeclared
from vibecli.plan.reads import Tree
from vibecli.plan.saved import SavedIntent
from vibecli.sql_slot import sql_slots
from vibecli.steps.base import Step

M = TypeVar("M", bound=Model)
# Text that holds no parameter, or one: what is overlooked here the parse trees tell.
_PIECE = re.compile(
    r"""'(?:[^']|'')*' | "(?:[^"]|"")*" | --[^\n]* | /\*.*?\*/ | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$
    | \$(?P<name>[A-Za-z_]\w*)""",
    re.DOTALL | re.VERBOSE,
)
_NAMED = re.compile(r"\$([A-Za-z_]\w*)")
_PLACES = frozenset({"query_location", "query_location_length", "named_param_map"})


class Replay(NamedTuple):
    """A saved intent with its values in place, and what they are."""

    saved: SavedIntent
    given: tuple[str, ...] = ()  # NAME=VALUE


def with_values(engine: Engine, saved: SavedIntent, values: Mapping[str, str]) -> Replay:
    """Give a saved intent with every parameter in its SQL as the literal of its value.

    Raises UsageError for a value that is unknown, missing or of another type, and for a parameter
    that stands nowhere or cannot stand where it does.
    """
    given = given_values(saved.parameters, values)
    if not saved.parameters and "$" not in _sql(saved):
        return Replay(saved)
    with engine.empty() as session:
        binding = _Binding(engine, session, saved.parameters, given)
        steps = tuple(binding.step(step) for step in saved.plan.steps)
        expect = tuple(binding.expectation(one) for one in saved.expect)
        binding.check_used()
        title, intent = binding.words(saved.plan.title), binding.words(saved.intent)
    plan = saved.plan.model_copy(update={"steps": steps, "title": title})
    changed = {"plan": plan, "expect": expect, "intent": intent}
    return Replay(saved.model_copy(update=changed), told_values(given))


def _sql(saved: SavedIntent) -> str:
    slots = (slot.sql for step in saved.plan.steps for slot in step.slots())
    return "\n".join([*slots, *(one.select for one in saved.expect)])


class _Binding:
    """The literals of one run, and which of the parameters were met."""

    def __init__(
        self,
        engine: Engine,
        session: Session,
        parameters: Sequence[Parameter],
        given: Mapping[str, str],
    ) -> None:
        self._engine, self._session = engine, session
        self._literals = {one.name.lower(): one.literal(given[one.name]) for one in parameters}
        self._values = {name.lower(): value for name, value in given.items()}
        self._used: set[str] = set()
        self._nodes: dict[str, Tree] = {}

    def step(self, step: Step) -> Step:
        """Give a step with its SQL bound."""
        made = with_sql(step, self._bind)
        for before, after in zip(step.slots(), made.slots(), strict=True):
            self._prove(before.sql, after.sql, f"{step.id}.{before.name}")
        return made.model_copy(update={"why": self.words(step.why)})

    def expectation(self, one: Expectation) -> Expectation:
        """Give an expectation with its SELECT bound."""
        made = with_sql(one, self._bind)
        self._prove(one.select, made.select, f"expect {one.name!r}")
        return made.model_copy(update={"name": self.words(one.name)})

    def words(self, text: str) -> str:
        """Give words that people read with the values in them."""
        return _NAMED.sub(lambda found: self._values.get(found[1].lower(), found[0]), text)

    def check_used(self) -> None:
        """Raise UsageError for a parameter that stands nowhere."""
        idle = [name for name in self._literals if name not in self._used]
        if idle:
            raise UsageError(
                f"the parameter {idle[0]} is declared, but ${idle[0]} stands nowhere in the SQL",
                hint="use it in a step, or take it out of the file",
            )

    def _bind(self, sql: str) -> str:
        return _PIECE.sub(self._piece, sql)

    def _piece(self, found: re.Match[str]) -> str:
        name = (found["name"] or "").lower()
        if name not in self._literals:
            return found[0]
        self._used.add(name)
        return self._literals[name]

    def _prove(self, template: str, made: str, where: str) -> None:
        """Raise UsageError unless `made` is the template with its parameters exchanged."""
        if template == made and "$" not in template:
            return
        try:
            wanted, got = self._tree(template), self._tree(made)
        except SqlError as error:
            raise UsageError(
                f"{where}: {error.message}", hint="mend the SQL in the file"
            ) from error
        if _bare(wanted, self._exchanged) != _bare(got, _same):
            raise UsageError(
                f"{where}: a parameter cannot stand there",
                hint="a parameter is one value; say the SQL without E'' strings around it",
            )

    def _tree(self, sql: str) -> Tree:
        return self._engine.parse_tree(self._session, sql)

    def _exchanged(self, node: Tree) -> Tree:
        """Give a node, a parameter's as the one its literal is parsed to, with the sign before it.

        The engine makes one number of a minus and a number.
        """
        if node.get("class") == "PARAMETER":
            return self._constant(node, node)
        inner = _negated(node)
        return node if inner is None else self._constant(inner, node, sign="-")

    def _constant(self, parameter: Tree, node: Tree, *, sign: str = "") -> Tree:
        name = str(parameter.get("identifier", "")).lower()
        if name not in self._literals:
            raise undeclared(name, self._literals)
        text = f"{sign}{self._literals[name]}"
        if text not in self._nodes:
            tree = self._tree(f"SELECT {text}")
            self._nodes[text] = tree["statements"][0]["node"]["select_list"][0]
        return {**self._nodes[text], "alias": node.get("alias", "")}


def _negated(node: Tree) -> Tree | None:
    """Give the parameter that a minus stands before, if one does; engines write calls two ways."""
    if node.get("function_name") != "-":
        return None
    plain: list[Tree] = node.get("children") or []
    inner = plain or [one["expression"] for one in node.get("arguments") or ()]
    return inner[0] if len(inner) == 1 and inner[0].get("class") == "PARAMETER" else None


def with_sql(model: M, change: Callable[[str], str]) -> M:
    """Give a model with the texts of its SQL slots changed, those of models inside it too."""
    told: dict[str, object] = {}
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, str) and name in sql_slots(type(model)):
            told[name] = change(value)
        elif isinstance(value, tuple) and any(isinstance(one, Model) for one in value):
            told[name] = tuple(with_sql(one, change) for one in value)
        elif isinstance(value, Model):
            told[name] = with_sql(value, change)
    return model.model_copy(update=told)


def _same(node: Tree) -> Tree:
    return node


def _bare(tree: object, exchange: Callable[[Tree], Tree]) -> list[object]:
    """Give a parse tree as a flat list without places in the text; no recursion, trees are deep."""
    flat: list[object] = []
    stack: list[object] = [tree]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            node = exchange(value)
            keys = sorted(node.keys() - _PLACES)
            flat.append(tuple(keys))
            stack.extend(node[key] for key in keys)
        elif isinstance(value, list):
            flat.append(len(value))
            stack.extend(value)
        else:
            flat.append(value)
    return flat
