"""Households: people of one family and one home who are easily taken for one person.

Owns telling twins (another given name, all else equal) and namesakes (father and son: another birth
date). In a table full of them the weights learn to overlook the difference; a person does not, and
is asked. An e-mail address or a number of their own that two records share speaks for itself.
"""

from collections.abc import Collection

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.frame import Frame
from vibecli.identity.kinds import LEVELS, PERSONAL, Kind

_DIFFERENT = 1
_HOME = (Kind.PHONE, Kind.STREET)
_OWN = (Kind.EMAIL, Kind.CODE)
_BESIDE_NAMES = (PERSONAL | {Kind.POSTCODE}) - {Kind.GIVEN, Kind.FAMILY}
_TINY = 50


def kin(frame: Frame, levels: Array) -> Array:
    """Tell pairs of one family name and home whose given name or birth date is another."""
    highest = np.array([LEVELS[field.kind].count - 1 for field in frame.fields])
    differ = _any(frame, levels == _DIFFERENT, (Kind.GIVEN, Kind.BIRTH))
    equal = levels == highest
    family, home = _any(frame, equal, (Kind.FAMILY,)), _any(frame, equal, _HOME)
    own = _any(frame, levels >= highest - 1, _OWN)
    return np.asarray(differ & family & home & ~own)


def merely_alike(frame: Frame, levels: Array) -> Array:
    """Tell pairs of a tiny table with two given names that agree in nothing but names and places.

    So few records do not tell how rare a name is, nor how often two of them are one person.
    """
    if frame.size_of_all > _TINY:
        return np.zeros(len(levels), dtype=bool)
    highest = np.array([LEVELS[field.kind].count - 1 for field in frame.fields])
    given = _any(frame, (levels > 0) & (levels < highest), (Kind.GIVEN,))
    return np.asarray(given & ~_any(frame, levels >= highest - 1, _BESIDE_NAMES))


def _any(frame: Frame, holds: Array, kinds: Collection[Kind]) -> Array:
    """Tell the pairs for which it holds in a field of the kinds."""
    columns = [at for at, field in enumerate(frame.fields) if field.kind in kinds]
    return np.asarray(holds[:, columns].any(axis=1))
