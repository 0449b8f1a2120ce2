"""Where the history of what a person typed lies: in their own state folder, not the workspace's."""

from pathlib import Path


def history_file() -> Path | None:
    """Give the file, None where the system has no such place; it may not be there yet."""
    try:
        from platformdirs import user_state_path

        return user_state_path("vibecli") / "history"
    except (OSError, RuntimeError):
        return None
