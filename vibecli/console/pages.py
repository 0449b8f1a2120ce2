"""Pages a command keeps in a file a person named."""

from pathlib import Path

from vibecli.errors import UsageError


def keep_page(path: Path, text: str) -> None:
    """Write a page, and the folder it goes to. Raises UsageError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"cannot write {path}: {(error.strerror or str(error)).lower()}",
            hint="--html names a file that can be written",
        ) from error
