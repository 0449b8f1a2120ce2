"""The glossary: what the business's words mean, from glossary.yaml. Read only.

terms:                       # predicates; `metrics:` has the same form and holds expressions
  active customer:
    meaning: bought something in the last 12 months
    table: crm.customers
    sql: status = 'active'
    synonyms: [live customer]
  VIP: a customer with more than 10 orders       # a meaning alone
  name:
    meaning: the name of the person
    answer: full_name          # the option to choose when "name" is asked about
rules: [never write to consent]
joins: [sales.orders.customer_id = crm.customers.customer_id]
protected: [crm.consent]
"""

import difflib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from vibecli.errors import NotFound, UsageError
from vibecli.model import Model

if TYPE_CHECKING:
    from yaml.nodes import MappingNode, Node

_SECTIONS = ("terms", "metrics", "rules", "joins", "protected")
_SLOTS = ("meaning", "table", "sql", "synonyms", "answer")
_LARGEST = 1 << 20


class Term(Model):
    """A word or phrase, what it means, and the SQL predicate or expression it stands for."""

    name: str
    meaning: str
    table: str | None = None
    sql: str | None = None
    synonyms: tuple[str, ...] = ()
    answer: str | None = None  # label of the option that answers a question about it


class Glossary(Model):
    """Terms, metrics, rules, joins and protected tables of one project."""

    terms: tuple[Term, ...] = ()  # predicates: "active customer": status = 'active'
    metrics: tuple[Term, ...] = ()  # expressions: "net revenue": sum(amount - refund)
    rules: tuple[str, ...] = ()  # sentences the planner must follow
    joins: tuple[str, ...] = ()  # preferred join conditions, such as orders.cid = customers.id
    protected: tuple[str, ...] = ()  # tables no plan may write


def read_glossary(path: Path | None) -> Glossary:
    """Give the glossary in a file, empty without one. Raises UsageError with the place."""
    if path is None:
        return Glossary()
    return parse_glossary(glossary_text(path), path)


def parse_glossary(text: str, path: Path) -> Glossary:
    """Give the glossary a text holds; every mistake in it is told, a line each."""
    reader = _Reader(text, path)
    root = reader.root()
    if root is None:
        return Glossary()
    sections = dict(reader.entries(root, "the glossary", _SECTIONS))
    found = Glossary(
        terms=tuple(reader.terms(sections.get("terms"), "terms")),
        metrics=tuple(reader.terms(sections.get("metrics"), "metrics")),
        rules=reader.list(sections.get("rules"), "rules"),
        joins=reader.list(sections.get("joins"), "joins"),
        protected=reader.list(sections.get("protected"), "protected"),
    )
    reader.finish()
    return found


class _Reader:
    """Walks the nodes of one YAML file and says where each mistake stands."""

    def __init__(self, text: str, path: Path) -> None:
        self._read = text
        self._path = path
        self._mistakes: list[UsageError] = []

    def finish(self) -> None:
        """Raise the mistakes met on the way, the first as the error, all of them as findings."""
        if not self._mistakes:
            return
        first, *more = self._mistakes
        findings = [{"message": mistake.message, "hint": mistake.hint} for mistake in more]
        raise UsageError(first.message, hint=first.hint, details={"findings": findings})

    def root(self) -> "Node | None":
        """Give the file's root node, or None for an empty file."""
        import yaml

        try:
            return yaml.compose(self._read, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
            problem = error.problem or error.context or "not valid YAML"
            raise UsageError(f"{self._path.name}{place}: {problem}", hint=self._hint) from None
        except yaml.YAMLError as error:
            problem = str(error).partition("\n")[0]
            raise UsageError(f"{self._path.name}: {problem}", hint=self._hint) from None
        except RecursionError:
            raise UsageError(f"{self._path.name}: nested too deep", hint=self._hint) from None

    def entries(
        self, node: "Node", what: str, known: tuple[str, ...] = ()
    ) -> "Iterator[tuple[str, Node]]":
        """Give a mapping's entries; with `known`, no other key may stand in it."""
        seen: set[str] = set()
        for key, value in self._mapping(node, what).value:
            with self._noting():
                name = self._name(key, what, known, seen)
                seen.add(name.lower())
                yield name, value

    def _name(self, key: "Node", what: str, known: tuple[str, ...], seen: set[str]) -> str:
        name = self.text(key, "a name")
        if known and name not in known:
            near = difflib.get_close_matches(name, known, 1, 0.5)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}"
            self._fail(key, f"unknown key {name} in {what}", hint)
        if name.lower() in seen:
            self._fail(key, f"{name} stands in {what} twice")
        return name

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """Keep a mistake for the end, and go on with what comes after it."""
        try:
            yield
        except UsageError as mistake:
            self._mistakes.append(mistake)

    def terms(self, node: "Node | None", section: str) -> "Iterator[Term]":
        """Give the terms of one section."""
        if node is None or self._empty(node):
            return
        with self._noting():
            for name, value in self.entries(node, section):
                with self._noting():
                    yield self._term(name, value, section)

    def _term(self, name: str, value: "Node", section: str) -> Term:
        if _kind(value) == "scalar":
            return Term(name=name, meaning=self.text(value, f"the meaning of {name}"))
        slots = dict(self.entries(value, f"{section}: {name}", _SLOTS))
        if "meaning" not in slots:
            self._fail(value, f"{name} has no meaning", "add meaning: in plain words")
        one = {
            slot: self.text(slots[slot], slot)
            for slot in ("table", "sql", "answer")
            if slot in slots
        }
        synonyms = self.texts(slots.get("synonyms"), "synonyms")
        return Term(
            name=name, meaning=self.text(slots["meaning"], "meaning"), synonyms=synonyms, **one
        )

    def list(self, node: "Node | None", what: str) -> tuple[str, ...]:
        """Give a list of texts; a mistake in it is kept for the end."""
        with self._noting():
            return self.texts(node, what)
        return ()

    def texts(self, node: "Node | None", what: str) -> tuple[str, ...]:
        """Give a list of texts; one text alone is a list too."""
        if node is None or self._empty(node):
            return ()
        if _kind(node) == "scalar":
            return (self.text(node, what),)
        if _kind(node) != "sequence":
            self._fail(node, f"{what} must be a list of texts", "start each line with a dash")
        return tuple(self.text(item, f"an entry of {what}") for item in node.value)

    def text(self, node: "Node", what: str) -> str:
        """Give a text; numbers and words like `yes` are taken as they are written."""
        if _kind(node) != "scalar" or not node.value.strip():
            hint = "put a text with a colon in quotes" if _kind(node) == "mapping" else ""
            self._fail(node, f"{what} must be a text", hint)
        value: str = node.value.strip()
        return value

    def _mapping(self, node: "Node", what: str) -> "MappingNode":
        from yaml.nodes import MappingNode

        if not isinstance(node, MappingNode):
            self._fail(
                node, f"{what} must be a mapping, such as {_EXAMPLES.get(what, 'name: text')}"
            )
        return node

    def _empty(self, node: "Node") -> bool:
        return _kind(node) == "scalar" and node.value.strip().lower() in {"", "~", "null"}

    def _fail(self, node: "Node", message: str, hint: str = "") -> NoReturn:
        mark = node.start_mark
        place = f"{self._path.name}:{mark.line + 1}:{mark.column + 1}"
        raise UsageError(f"{place}: {message}", hint=hint or self._hint)

    @property
    def _hint(self) -> str:
        return f"edit {self._path}"


def glossary_text(path: Path) -> str:
    """Give the text of a glossary's file. Raises NotFound, UsageError."""
    try:
        if path.exists() and not path.is_file():
            what = f"{path.name} cannot be read: it is no file"
            raise UsageError(what, hint=f"make {path} a text file")
        if path.stat().st_size > _LARGEST:
            message = f"{path.name} is larger than {_LARGEST >> 20} MB"
            raise UsageError(message, hint="keep the glossary to what a planner must know")
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        hint = "vibecli init writes one, or correct the setting `glossary`"
        raise NotFound(f"no glossary at {path}", hint=hint) from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        hint = f"make {path} a text file in UTF-8 that you may read"
        raise UsageError(f"{path.name} cannot be read: {reason}", hint=hint) from None


def _kind(node: "Node") -> str:
    return str(getattr(node, "id", ""))


_EXAMPLES = {
    "the glossary": "terms: or rules:",
    "terms": "active customer: {meaning: ..., sql: ...}",
    "metrics": "net revenue: {meaning: ..., sql: ...}",
}
