"""Which database a plan was reviewed on, told by where its file is.

An approval is for one database: another one with equal tables is not what a person looked at. A
file is the same when it is in the same place, or as near the state folder as before, so that a
folder may be moved with the plans in it and a backup be put back; a moved file is another one.
"""

import os
from pathlib import Path

from vibecli.model import Model


class Place(Model):
    """Where a database is: its file, links followed, and the way to it from the state folder."""

    file: str
    way: str

    def is_at(self, other: "Place") -> bool:
        """Tell whether both are one place, here or with the folder moved."""
        return self.file == other.file or self.way == other.way


def place_of(database: Path, state: Path) -> Place:
    """Give where a database is."""
    file, folder = os.path.realpath(database), os.path.realpath(state)
    try:
        way = os.path.relpath(file, folder)
    except ValueError:  # on another drive
        way = file
    return Place(file=file, way=way)
