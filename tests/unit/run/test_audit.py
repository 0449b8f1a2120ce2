"""The audit log: a chain of lines in which every change, loss and move is found."""

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibecli.errors import UsageError
from vibecli.run.audit import AuditEvent, AuditLog
from vibecli.run.audit_check import verify

EVENT = AuditEvent(at="2026-11-26T12:00:00+00:00", event="reviewed", user="ann", by="ann")
LINES = 6


@pytest.fixture(scope="module")
def logged(tmp_path_factory):
    """A log of six lines, and the head of its last one as a database keeps it."""
    log = AuditLog(tmp_path_factory.mktemp("log"))
    heads = [log.append(EVENT.model_copy(update={"plan_id": f"p{n}"})) for n in range(LINES)]
    return log, heads[-1]


def found(logged, lines, tmp_path):
    log, head = logged
    other = AuditLog(tmp_path)
    other.path.write_bytes(b"".join(line + b"\n" for line in lines))
    shutil.copymode(log.path, other.path)
    return verify(other, [head.model_copy(update={"place": other.place})])


def test_a_log_as_it_was_written_is_intact(logged, tmp_path):
    verdict = found(logged, logged[0].lines(), tmp_path)
    assert (verdict.intact, verdict.lines, verdict.checked) == (True, LINES, 1)
    assert logged[0].path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("change", "what", "line"),
    [
        (lambda lines: [*lines[:2], *lines[3:]], "removed", 3),
        (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], "re-ordered", 3),
        (lambda lines: [*lines[:2], lines[1], *lines[2:]], "repeated", 3),
        (lambda lines: lines[:4], "cut", 4),
        (lambda lines: [], "replaced", 0),
        (lambda lines: [*lines[:3], lines[3].replace(b"ann", b"bob"), *lines[4:]], "changed", 4),
        (lambda lines: [*lines[:3], lines[3][:40], *lines[4:]], "changed", 4),
    ],
)
def test_what_was_done_to_it_is_told_by_line(logged, tmp_path, change, what, line):
    verdict = found(logged, change(logged[0].lines()), tmp_path)
    assert (what, line) in [(one.what, one.line) for one in verdict.findings]


def test_a_line_forged_with_a_hash_of_its_own_breaks_the_next_one(logged, tmp_path):
    from vibecli.plan.hash import canonical
    from vibecli.run.audit import read_line

    lines = logged[0].lines()
    forged = read_line(lines[2]).model_copy(update={"by": "bob"})
    lines[2] = canonical(forged.model_copy(update={"hash": forged.own_hash()}))
    assert [(f.what, f.line) for f in found(logged, lines, tmp_path).findings] == [("changed", 3)]
    last = read_line(lines[-1]).model_copy(update={"by": "bob"})
    whole = [*logged[0].lines()[:-1], canonical(last.model_copy(update={"hash": last.own_hash()}))]
    verdict = found(logged, whole, tmp_path)
    assert [(f.what, f.line) for f in verdict.findings] == [("changed", LINES)]  # by the database


@given(data=st.data())
def test_no_edit_of_any_byte_goes_unseen(logged, tmp_path_factory, data):
    content = bytearray(logged[0].path.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    verdict = found(logged, bytes(content).split(b"\n"), tmp_path_factory.getbasetemp())
    assert not verdict.intact


def test_lines_written_at_once_make_one_chain(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: AuditLog(tmp_path).append(EVENT), range(40)))
    verdict = verify(AuditLog(tmp_path), [])
    assert (verdict.intact, verdict.lines) == (True, 40)


def test_a_line_torn_by_a_crash_is_told_and_the_chain_goes_on(tmp_path):
    log = AuditLog(tmp_path)
    log.append(EVENT)
    with log.path.open("ab") as file:
        file.write(b'{"at":"2026')
    assert log.append(EVENT).seq == 3
    assert log.append(EVENT).seq == 4
    assert [(one.what, one.line) for one in verify(log, []).findings] == [("changed", 2)]


def test_a_full_disk_leaves_no_half_line(tmp_path, monkeypatch):
    log = AuditLog(tmp_path)
    log.append(EVENT)
    before, write = log.path.read_bytes(), os.write
    monkeypatch.setattr(os, "write", lambda to, text: write(to, text[:9]))
    with pytest.raises(UsageError, match="no space left"):
        log.append(EVENT)
    assert log.path.read_bytes() == before


def test_it_names_no_folder_and_no_words(logged):
    log, head = logged
    assert str(log.path.parent) not in json.dumps(head.model_dump())


def test_what_was_begun_and_has_no_end_is_told(tmp_path):
    log = AuditLog(tmp_path)
    for event, plan in (("applying", "one"), ("applied", "one"), ("applying", "two")):
        log.append(EVENT.model_copy(update={"event": event, "plan_id": plan}))
    verdict = verify(log, [])
    assert verdict.intact
    assert [note.split(" (")[0] for note in verdict.notes] == [
        "line 3: no line tells whether plan two was applied"
    ]
