"""Prompt files: found by name, the workspace's own before the one that came with vibecli."""

from pathlib import Path

from vibecli.errors import NotFound, UsageError


def read_prompt(name: str, workspace: Path) -> str:
    """Read a prompt by name: the workspace's own, else the one that came with vibecli."""
    package = Path(__file__).parents[1]
    folders = (workspace / "prompts", package / "prompts", package.parent / "prompts")
    for folder in folders:
        path = folder / f"{name}.md"
        if path.is_file():
            return _text(path)
    raise NotFound(f"the prompt {name}.md is missing", hint="install vibecli again")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "no text in UTF-8"
        raise UsageError(f"the prompt {path} cannot be read: {reason}") from error
