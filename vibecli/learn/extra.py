"""The optional packages of learning, imported where they are needed: the extra `ml`.

Owns the one line that says how to install them, and how many threads they may take.
"""

from contextlib import AbstractContextManager
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from vibecli.errors import UsageError

_PACKAGES = {"sklearn": "scikit-learn"}  # as pip calls it


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
    package = _PACKAGES.get(module, module)
    return UsageError(f"models need the package {package}", hint="pip install 'vibecli[ml]'")


def one_thread() -> AbstractContextManager[object]:
    """Hold the packages to one thread.

    Sums of linear algebra depend on the number of threads, and those of trees wait for each other
    so long on a busy machine that two are slower than one.
    """
    optional("sklearn.ensemble")  # only what is loaded already is held
    held: AbstractContextManager[object] = optional("threadpoolctl").threadpool_limits(1)
    return held
