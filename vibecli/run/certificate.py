"""What is certified of a forget: which values were looked for, where, and what was found.

It holds no value: each stands as its keyed hash, so that the same scan can be made again.
"""

from vibecli.counting import counted
from vibecli.model import Model

FOLDER = "certificates"  # in the state folder
STAYS = "in rows of others, or tables left out"


class SoughtValue(Model):
    """One value that was looked for, as its mark."""

    what: str  # what its column means: email, phone, code, ...
    mark: str


class Hit(Model):
    """Where values were found."""

    place: str
    hits: int
    why: str = ""


class Certificate(Model):
    """The outcome of a scan after a forget."""

    plan_id: str
    at: str
    sought: tuple[SoughtValue, ...]
    staying: tuple[SoughtValue, ...] = ()  # that stay in tables
    common: int = 0  # values that others hold too: told apart by row, not by bytes
    short: int = 0  # values too short to be told among bytes
    parts: int = 0  # values that stand inside longer ones of others, as ana@x.io in banana@x.io
    files: int = 0
    bytes: int = 0
    tables: int = 0  # read through the engine, whatever its compression
    found: tuple[Hit, ...] = ()  # in what vibecli holds
    stays: tuple[Hit, ...] = ()  # in tables of the database: other persons' rows, tables left out
    outside: tuple[Hit, ...] = ()  # in files of the workspace that are not vibecli's to change
    purged: tuple[str, ...] = ()  # what was dropped beside the rows
    unread: tuple[str, ...] = ()  # what could not be read

    @property
    def clean(self) -> bool:
        """True when vibecli holds none of the values any more."""
        return not (self.found or self.unread)

    @property
    def hits(self) -> str:
        """How often the values are in what vibecli holds and in tables, told as a count."""
        stay = sum(hit.hits for hit in self.stays)
        count = sum(hit.hits for hit in self.found) + stay
        told = counted(count, "hit")
        return f"{told}, {f'{stay:,} of them' if self.found else 'all'} {STAYS}" if stay else told

    @property
    def told(self) -> str:
        """The outcome in one line."""
        where = f" in {', '.join(hit.place for hit in self.found)}" if self.found else ""
        values, files = counted(len(self.sought), "value"), counted(self.files, "file")
        return f"{values} sought in {files}: {self.hits}{where}"
