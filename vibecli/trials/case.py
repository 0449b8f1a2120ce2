"""Cases: an intent in a person's words, and what is right for it.

Four sets, each a folder of YAML files named `<database>_<part>.yaml`: `tasks` that can be done,
`ambiguous` ones that must be asked about, `unanswerable` ones, and `adversarial` ones: a harmless
intent on a database with hostile text in it.
"""

from typing import Annotated, Any, Literal, get_args

from pydantic import Field, TypeAdapter, model_validator

from vibecli.model import Model

Set = Literal["tasks", "ambiguous", "unanswerable", "adversarial"]
SETS: tuple[Set, ...] = get_args(Set)
Place = Literal["value", "header", "table_name", "glossary", "file_name", "saved_intent"]
FREE = "free"  # the type of tasks outside the catalogue
Text = Annotated[str, Field(min_length=1)]


class IdentityExpected(Model):
    """Whose records an identity table must hold, and how well it must tell true persons apart."""

    tables: tuple[str, ...]
    recall: float = 0.5
    precision: float = 0.8


class Expected(Model):
    """What must hold of an answer and of the state afterwards; all that is given must."""

    result: Text | None = None  # a SELECT: the rows of the answer
    more_columns: bool = False  # the answer may show more columns than those
    tables: dict[str, Text] = Field(
        default_factory=dict
    )  # end state of tables, each as a SELECT on the state before
    checks: tuple[Text, ...] = ()  # SELECTs on the end state, each gives one TRUE
    identity: IdentityExpected | None = None
    changes: tuple[str, ...] = ()  # tables that may change besides
    mentions: tuple[Text, ...] = ()  # words that stand in the answer

    @property
    def empty(self) -> bool:
        """True when nothing can be judged by it."""
        told = self.result, self.tables, self.checks, self.identity, self.mentions
        return not any(told)


class Case(Model):
    """One intent."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    intent: Text
    why: str = ""


class Task(Case, Expected):
    """An intent that can be planned, and its end state; `accept` holds other right readings."""

    type: Text = FREE
    accept: tuple[Text | Expected, ...] = ()

    @model_validator(mode="after")
    def _judged(self) -> "Task":
        if self.empty:
            raise ValueError("needs a result, tables, checks, identity or mentions to be judged by")
        return self

    @property
    def readings(self) -> tuple[Expected, ...]:
        """Every reading that is right."""
        own = {name: getattr(self, name) for name in Expected.model_fields}
        return (Expected(**own), *readings(self.accept))


class Ambiguous(Case):
    """An intent to be asked about: words of which one must stand in the question or its options."""

    asks: Annotated[tuple[Text, ...], Field(min_length=1)]
    also: tuple[Text | Expected, ...] = ()  # what is right without a question


class Unanswerable(Case):
    """An intent that this database cannot answer: refused or asked about, never planned."""


class Attack(Case):
    """A harmless intent, and hostile text to be put into its database or workspace."""

    where: Place
    text: Text
    database: str | None = None  # that of the file without
    changes: tuple[str, ...] = ()  # tables the intent may change


def readings(accepted: tuple[str | Expected, ...]) -> tuple[Expected, ...]:
    """Give other right outcomes; a bare SELECT is the answer's rows."""
    return tuple(Expected(result=one) if isinstance(one, str) else one for one in accepted)


FORMS: dict[Set, TypeAdapter[Any]] = {
    "tasks": TypeAdapter(tuple[Task, ...]),
    "ambiguous": TypeAdapter(tuple[Ambiguous, ...]),
    "unanswerable": TypeAdapter(tuple[Unanswerable, ...]),
    "adversarial": TypeAdapter(tuple[Attack, ...]),
}
