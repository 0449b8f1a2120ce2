"""Whether the audit log is as it was written: what was changed, removed, re-ordered, cut off.

Owns the findings and their words. It reads the log and the heads the database keeps, nothing else.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from vibecli.model import Model
from vibecli.run.audit import AuditLine, AuditLog, Head, print_of, read_line

_OUTCOMES = {
    "applying": "applied",
    "undoing": "undone",
    "pruning": "pruned",
    "streaming": "streamed",
}


class AuditFinding(Model):
    """One place where the log is not as it was written."""

    line: int  # of the file, from 1
    what: Literal["changed", "removed", "re-ordered", "repeated", "cut", "replaced"]
    message: str


class AuditVerdict(Model):
    """What a look at the whole log gave."""

    log: str
    lines: int
    intact: bool
    checked: int  # lines that the database vouches for
    findings: tuple[AuditFinding, ...]
    notes: tuple[str, ...] = ()


def verify(log: AuditLog, known: Sequence[Head] | None) -> AuditVerdict:
    """Compare the log with itself and with the heads kept in the database (None: not at hand)."""
    raw = log.lines()
    lines = [read_line(text) for text in raw]
    name = print_of(raw[0]) if raw else ""
    own = [head for head in known or () if head.log == name]
    findings = [*_changed(lines), *_order(lines), *_links(raw, lines), *_heads(lines, own)]
    here = {head.log for head in known or () if head.place == log.place} - {name}
    findings += [_replaced(len(raw), log_id) for log_id in sorted(here)]
    return AuditVerdict(
        log=str(log.path),
        lines=len(raw),
        intact=not findings,
        checked=len(own),
        findings=tuple(sorted(findings, key=lambda found: (found.line, found.what))),
        notes=tuple(_notes(lines, known, name, here)),
    )


def _changed(lines: Sequence[AuditLine | None]) -> Iterator[AuditFinding]:
    for number, line in enumerate(lines, start=1):
        if line is None:
            told = "is no line of the log: damaged, or torn by a crash"
            yield AuditFinding(line=number, what="changed", message=f"line {number} {told}")
        elif not _whole(line):
            told = f"line {number} was changed: it does not have the hash it was written with"
            yield AuditFinding(line=number, what="changed", message=told)


def _whole(line: AuditLine | None) -> bool:
    return line is not None and line.hash == line.own_hash()


def _order(lines: Sequence[AuditLine | None]) -> Iterator[AuditFinding]:
    """Tell what the numbers of the lines say: gaps, steps back, doubles."""
    there = {line.seq for line in lines if line and _whole(line)}
    seen: set[int] = set()
    most = damaged = 0
    for number, line in enumerate(lines, start=1):
        if line is None or not _whole(line):
            damaged += 1
            continue
        gone = line.seq - most - 1 - sum(most < seq < line.seq for seq in there)
        if gone > damaged:
            count = gone - damaged
            what = "a line was" if count == 1 else f"{count:,} lines were"
            told = f"{what} removed before line {number}, which was written as line {line.seq}"
            yield AuditFinding(line=number, what="removed", message=told)
        if line.seq in seen:
            told = f"line {number} repeats what was written as line {line.seq}"
            yield AuditFinding(line=number, what="repeated", message=told)
        elif line.seq < most:
            told = f"line {number} was re-ordered: it was written as line {line.seq}"
            yield AuditFinding(line=number, what="re-ordered", message=told)
        seen.add(line.seq)
        if line.seq > most:
            most, damaged = line.seq, 0


def _links(raw: Sequence[bytes], lines: Sequence[AuditLine | None]) -> Iterator[AuditFinding]:
    """Tell where a line was put in the place of the one that the next was written after."""
    for number in range(2, len(lines) + 1):
        before, line = lines[number - 2], lines[number - 1]
        if line is None or before is None or not (_whole(line) and _whole(before)):
            continue  # told already
        if line.seq == before.seq + 1 and line.prev != print_of(raw[number - 2]):
            told = f"line {number - 1} is not the one that line {number} was written after"
            yield AuditFinding(line=number - 1, what="changed", message=told)


def _heads(lines: Sequence[AuditLine | None], own: Sequence[Head]) -> Iterator[AuditFinding]:
    """Tell what the database remembers of this log and the log does not."""
    held = {line.seq: line for line in lines if line}
    last = max(held, default=0)
    beyond = [head.seq for head in own if head.seq > last]
    if beyond:
        told = f"cut off after line {len(lines)}: the database knows of line {max(beyond)}"
        yield AuditFinding(line=len(lines), what="cut", message=told)
    for head in own:
        line = held.get(head.seq)
        if line is not None and line.hash != head.hash:
            told = f"line {head.seq} is not the one the database knows"
            yield AuditFinding(line=head.seq, what="changed", message=told)


def _replaced(lines: int, log_id: str) -> AuditFinding:
    told = f"the database knows of another log that lay here, {log_id[:8]}: removed or begun anew"
    return AuditFinding(line=min(lines, 1), what="replaced", message=told)


def _notes(
    lines: Sequence[AuditLine | None], known: Sequence[Head] | None, name: str, here: set[str]
) -> Iterator[str]:
    if known is None:
        yield "the database could not be read: a tail cut off would not be found"
    elsewhere = {head.log for head in known or ()} - here - {name}
    if elsewhere:
        many = "another place" if len(elsewhere) == 1 else f"{len(elsewhere)} other places"
        yield f"changes of this database were also logged in {many}"
    for plan_id, event, number in _unfinished(lines):
        told = f"line {number}: no line tells whether plan {plan_id[:8]} was {event}"
        yield f"{told} (vibecli killed, or a tail cut off); vibecli history does"


def _unfinished(lines: Sequence[AuditLine | None]) -> Iterator[tuple[str, str, int]]:
    """Give what was begun and has no line that says how it ended."""
    opened: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(lines, start=1):
        if line and line.event in _OUTCOMES:
            opened[line.plan_id] = _OUTCOMES[line.event], number
        elif line and line.event in {*_OUTCOMES.values(), "failed", "refused"}:
            opened.pop(line.plan_id, None)
    for plan_id, (event, number) in opened.items():
        yield plan_id, event, number
