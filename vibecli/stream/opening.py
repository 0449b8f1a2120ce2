"""Which source a stream takes: a file, standard input, a topic; and from where in it."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from vibecli.errors import NotFound, UsageError
from vibecli.steps.standing import StandingRule
from vibecli.stream.place import Place
from vibecli.stream.source import Bytes, File, Source

STDIN = "-"
_KAFKA = "kafka://"


@dataclass(frozen=True)
class StreamOptions:
    """What is asked of one run."""

    source: str  # FILE, -, or kafka://HOST:PORT/TOPIC
    rule: str
    once: bool = False  # end when nothing more is there now
    follow: bool = False  # wait for what is written to the file later
    batch: int = 1_000
    interval: float = 0.0  # seconds to wait for a fuller batch
    from_start: bool = False
    deliver: float = 10.0  # seconds that actions are waited for at the end


def source_name(source: str, workspace: Path) -> str:
    """Give a source as the database knows it: a file by its way from the workspace."""
    if source == STDIN or source.startswith(_KAFKA):
        return source
    path, root = Path(source).resolve(), workspace.resolve()
    return str(path.relative_to(root) if path.is_relative_to(root) else path)


def opened_source(
    options: StreamOptions, rule: StandingRule, name: str, known: Mapping[int, Place], at: str
) -> Source:
    """Open the source; `at` tells one run of standard input from others.

    Raises NotFound, UsageError, Stale.
    """
    if options.source == STDIN:
        if options.follow:
            raise UsageError("--follow is for a file; standard input is followed anyway")
        if sys.stdin is None:
            raise UsageError("standard input is closed", hint="vibecli stream FILE --rule NAME")
        label = f"-{at}" if rule.id_field is None else "-"
        return Bytes(sys.stdin.fileno(), name, rule.longest, label)
    if options.source.startswith(_KAFKA):
        from vibecli.stream.kafka import Kafka

        return Kafka(options.source, known, from_start=options.from_start)
    path = Path(options.source)
    if path.is_dir():
        raise NotFound(f"{path} is a folder", hint="vibecli stream FILE --rule NAME")
    if path.exists() and not path.is_file():
        raise UsageError(f"{path} is no file", hint="cat it | vibecli stream - --rule NAME")
    return File.going_on(
        Path(options.source),
        name,
        rule.longest,
        known.get(0),
        follow=options.follow,
        anew=options.from_start,
        known_by_id=rule.id_field is not None,
    )
