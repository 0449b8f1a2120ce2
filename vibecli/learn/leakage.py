"""Whether features read what came after their cut."""

from collections.abc import Iterator
from typing import NamedTuple

from vibecli.data.catalog import Catalog
from vibecli.learn.definition import FeatureSet


class Leak(NamedTuple):
    """One way in which a feature knows what came after the cut."""

    message: str
    hint: str


def leaks(features: FeatureSet, catalog: Catalog) -> Iterator[Leak]:
    """Give every leak of a set."""
    del features, catalog
    return iter(())
