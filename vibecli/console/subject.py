"""What is written and shown of one person: their data, a certificate looked at again."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vibecli.console.shell import Shell
from vibecli.errors import ActionNeeded, UsageError

if TYPE_CHECKING:
    from vibecli.run.subject_export import SubjectDocument

FAILED = 1
_PRIVATE = 0o600


def exported(shell: Shell, identifiers: Sequence[str], folder: Path) -> int:
    """Write everything known of a person into a folder; gives the exit code. Raises Blocked."""
    from vibecli.asked_file import asked_file
    from vibecli.ui.subject_page import SUBJECT_FILE, SUBJECT_PAGE, subject_page

    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file", hint="--to names a folder")
    document = shell.flow.forgetting.subject(identifiers)
    told = f"{document.rows:,} rows of one person in {len(document.tables):,} tables"
    if shell.globals.dry_run:
        shell.terminal.err(f"{told}; nothing was written")
        return 0
    shell.check_writable()
    shell.flow.applying.policing.check_raw()
    made = document.model_dump_json(indent=1)
    texts = (
        ("subject.json", SUBJECT_FILE, made),
        ("subject.html", SUBJECT_PAGE, subject_page(document)),
    )
    files = [(asked_file(folder / name, kind, shell.settings), text) for name, kind, text in texts]
    if any(file.path.exists() for file, _ in files) and not _of_same(files[0][0].path, document):
        raise UsageError(
            f"{folder} holds an export that may be of somebody else; it is not written over",
            hint=f"--to {folder}-2",
        )
    shell.flow.applying.trail.exported(document.rows, len(document.tables))
    for file, text in files:
        shell.terminal.err(file.write(text))
        file.path.chmod(_PRIVATE)
    shell.terminal.err(f"{told}, not masked: give it to nobody else")
    return 0


def _of_same(earlier: Path, document: "SubjectDocument") -> bool:
    """True when an earlier export is of the same person."""
    from vibecli.run.subject_export import SubjectDocument

    try:
        return document.shares_a_row(SubjectDocument.model_validate_json(earlier.read_bytes()))
    except (OSError, ValueError):
        return False


def one_of_several(shell: Shell, needed: ActionNeeded) -> str:
    """Have a person choose whom they mean; raises what was needed where nobody can be asked."""
    records = [str(one) for one in needed.details.get("records", ())]
    if not (shell.interactive and records):
        raise needed
    shell.terminal.err(needed.message)
    for number, record in enumerate(records, start=1):
        shell.terminal.err(f"  {number}  {record}")
    answer = (
        shell.terminal.ask("a number, or TABLE:KEY of a record (Enter stops) >") or ""
    ).strip()
    if not answer:
        raise needed
    return records[int(answer) - 1] if answer in map(str, range(1, len(records) + 1)) else answer


def verified(shell: Shell, words: Sequence[str]) -> int:
    """Look again for a person who was forgotten; gives the exit code."""
    from vibecli.ui.certificate import draw_certificate
    from vibecli.ui.formats import write

    clean = True
    for word in words:
        certificate = shell.flow.forgetting.verify(word)
        clean = clean and certificate.clean
        if shell.globals.output == "text":
            draw_certificate(shell.terminal, certificate)
        else:
            write(shell.terminal, shell.globals.output, certificate)
    return 0 if clean else FAILED
