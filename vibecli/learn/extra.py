"""The optional packages of learning, imported where they are needed: the extra `ml`.

Owns the one line that says how to install them, and how many threads they may take.
"""

import os
from contextlib import AbstractContextManager
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from vibecli.errors import UsageError

MANY = 50_000  # rows from which a second thread is worth its start


def optional(module: str) -> Any:
    """Import a module of the extra `ml`; raise UsageError where it is not installed."""
    try:
        return import_module(module)
    except ImportError as error:
        raise _missing((error.name or module).partition(".")[0]) from error


def required() -> None:
    """Raise UsageError where the extra is not installed; imports nothing."""
    for module in ("sklearn", "skops"):
        if find_spec(module) is None:
            raise _missing(module)


def _missing(module: str) -> UsageError:
    return UsageError(f"models need the package {module}", hint="pip install 'vibecli[ml]'")


def threads(rows: int) -> int:
    """Give how many threads work on so many rows should take."""
    return 1 if rows < MANY else os.cpu_count() or 1


def limited(rows: int) -> AbstractContextManager[object]:
    """Hold the packages to `threads`; linear algebra to one, as its sums depend on their number."""
    limits = {"openmp": threads(rows), "blas": 1}
    held: AbstractContextManager[object] = optional("threadpoolctl").threadpool_limits(limits)
    return held
