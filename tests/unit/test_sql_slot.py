"""Every slot that is SQL is marked so: the law that a new step kind must keep."""

import re
from types import NoneType
from typing import Annotated, Literal, get_args, get_origin

import pytest

from vibecli.model import Model
from vibecli.sql_slot import sql_slots
from vibecli.steps.registry import step_kinds

TYPES = {"the type of Alteration"}  # the engine's name of a type stands there, no expression


def made(kind, number=0):
    """Make a model whose every text says which slot it is; of a choice the one of a number."""
    slots = kind.model_fields.items()
    return kind.model_construct(
        **{
            name: sample(field.annotation, f"the {name} of {kind.__name__}", number)
            for name, field in slots
        }
    )


def sample(annotation, text, number):
    parts = [part for part in get_args(annotation) if part is not NoneType]
    origin = get_origin(annotation)
    if origin is Literal:
        return parts[number % len(parts)]
    if origin is tuple:
        return tuple(sample(parts[0], text, choice) for choice in range(8))
    if origin is Annotated or parts:
        return sample(parts[0], text, number)
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return made(annotation, number)
    return text if annotation is str else 1


def marked(kind):
    """Give the texts of a kind's slots that are marked, and of the models inside it."""
    found = {f"the {name} of {kind.__name__}" for name in sql_slots(kind)}
    for field in kind.model_fields.values():
        inner = get_args(field.annotation)[:1] or (field.annotation,)
        if inner and isinstance(inner[0], type) and issubclass(inner[0], Model):
            found |= marked(inner[0])
    return found


@pytest.mark.parametrize("kind", step_kinds(), ids=lambda kind: kind.__name__)
def test_what_stands_bare_in_the_sql_of_a_step_is_marked_as_sql(kind):
    told = "\n".join(slot.sql for slot in made(kind).slots())
    bare = re.sub(r'"[^"]*"', "", told)  # names are quoted
    assert set(re.findall(r"the \w+ of \w+", bare)) - TYPES == marked(kind)
