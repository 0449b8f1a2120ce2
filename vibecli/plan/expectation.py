"""Expectations of a saved intent: what must hold of the tables as the plan leaves them.

Owns their form. Measuring them is the run's.
"""

from math import isfinite
from typing import Self

from pydantic import model_validator

from vibecli.model import Model
from vibecli.sql_slot import Sql


class Expectation(Model):
    """A SELECT that must give no row or, with a band, one number inside it."""

    name: str
    select: Sql
    min: float | None = None
    max: float | None = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if not self.name.strip():
            raise ValueError("an expectation needs a name that says what must hold")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("min is larger than max")
        return self

    @property
    def banded(self) -> bool:
        """True when the SELECT gives a number, and not the rows that break it."""
        return self.min is not None or self.max is not None

    @property
    def band(self) -> str:
        """The band in words."""
        if self.min is None:
            return f"at most {number(self.max or 0)}"
        if self.max is None:
            return f"at least {number(self.min)}"
        return f"{number(self.min)} to {number(self.max)}"

    def holds(self, value: float) -> bool:
        """Tell whether a number is inside the band; one that is none is not."""
        low = self.min is None or value >= self.min
        return low and (self.max is None or value <= self.max)


def number(value: float) -> str:
    """Give a number as people read it."""
    whole = value == int(value) if isfinite(value) else False
    return f"{value:,.0f}" if whole else f"{value:,.6g}"
