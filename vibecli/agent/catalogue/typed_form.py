"""Forms of phone numbers as they are typed: +49, the form +44...; they are no numbers."""

import re

from vibecli.agent.catalogue.words import Words
from vibecli.data.catalog import ColumnInfo, Role

_FORM_IN_WORDS = re.compile(
    r"(the )?(form|format)? ?\+(\d{1,3}|\d+[x*.…]+)( form| format)?", re.IGNORECASE
)
_DOTS = re.compile(r"[.]{2,}|…")


def typed_form(said: Words) -> str:
    """Give a form typed with a plus sign: +44..., which the words have without it."""
    typed = _typed(said)
    return typed if typed.startswith("+") else ""


def names_form(column: ColumnInfo, said: Words) -> bool:
    """Tell whether words are no phone number but a form of one: +49, the form +49."""
    return column.role is Role.PHONE and _FORM_IN_WORDS.fullmatch(_typed(said)) is not None


def _typed(said: Words) -> str:
    first = said.words[0]
    plus = said.text[first.start - 1 : first.start] == "+"
    end = said.words[-1].end
    dots = _DOTS.match(said.text, end)
    return said.text[first.start - plus : dots.end() if dots else end]
