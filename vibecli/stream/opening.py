"""Which source a stream takes: a file, standard input, a topic; and from where in it."""

import sys
from dataclasses import dataclass
from pathlib import Path

from vibecli.config import Settings
from vibecli.engine.base import Session
from vibecli.errors import NotFound, UsageError
from vibecli.steps.standing import StandingRule
from vibecli.stream.broker import Address, Brokers, client_settings, is_topic
from vibecli.stream.place import Places
from vibecli.stream.source import Bytes, File, Source

STDIN = "-"


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
    skip_lost: bool = False  # go on where the broker no longer has what comes next
    deliver: float = 10.0  # seconds that actions are waited for at the end


def opened_source(
    options: StreamOptions, rule: StandingRule, session: Session, settings: Settings, at: str
) -> Source:
    """Open the source where the rule left it; `at` tells one run of standard input from others.

    Raises NotFound, UsageError, Stale, Unreachable.
    """
    if options.skip_lost and not is_topic(options.source):
        raise UsageError("--skip-lost is for a Kafka topic; a file loses nothing")
    if options.source == STDIN:
        return _stdin(options, rule, at)
    if is_topic(options.source):
        return _topic(options, rule, session, settings.kafka_properties)
    return _file(options, rule, session, settings.workspace)


def _stdin(options: StreamOptions, rule: StandingRule, at: str) -> Source:
    if options.follow:
        raise UsageError("--follow is for a file; standard input is followed anyway")
    if sys.stdin is None:
        raise UsageError("standard input is closed", hint="vibecli stream FILE --rule NAME")
    label = f"-{at}" if rule.id_field is None else "-"
    source = Bytes(sys.stdin.fileno(), STDIN, rule.longest, label)
    if sys.stdin.isatty():
        source.notices.append("events are read from the terminal: one a line, Ctrl-D ends")
    return source


def _topic(
    options: StreamOptions, rule: StandingRule, session: Session, properties: Path | None
) -> Source:
    from vibecli.stream.kafka import Kafka

    address = Address.parse(options.source)
    brokers = Brokers(address, client_settings(properties) if properties else {})
    topic = Kafka(address, brokers, rule.longest, once=options.once)
    try:
        known = Places(rule.name, topic.key).read(session)
        topic.begin(known, anew=options.from_start, skip_lost=options.skip_lost)
    except BaseException:
        topic.close()
        raise
    return topic


def _file(options: StreamOptions, rule: StandingRule, session: Session, workspace: Path) -> Source:
    path = Path(options.source)
    try:
        is_there = path.exists()
    except (OSError, ValueError) as error:  # a name that no file can have
        told = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"no file can be called so: {told}") from error
    if path.is_dir():
        raise NotFound(f"{path} is a folder", hint="vibecli stream FILE --rule NAME")
    if is_there and not path.is_file():
        raise UsageError(f"{path} is no file", hint=f"cat {path} | vibecli stream - --rule NAME")
    name = _file_name(path, workspace)
    return File.going_on(
        path,
        name,
        rule.longest,
        Places(rule.name, name).read(session).get(0),
        follow=options.follow,
        anew=options.from_start,
        known_by_id=rule.id_field is not None,
    )


def _file_name(path: Path, workspace: Path) -> str:
    """Give a file as the database knows it: by its way from the workspace.

    A link keeps its own name, whichever file it leads to today.
    """
    there, root = path.parent.resolve() / path.name, workspace.resolve()
    return str(there.relative_to(root) if there.is_relative_to(root) else there)
