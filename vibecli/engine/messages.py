"""What a driver's message says, in one line. Pure functions."""


def first_line(message: str) -> str:
    """Give the first line without its full stop."""
    return message.strip().split("\n", 1)[0].rstrip(".!")


def suggestion(message: str) -> str:
    """Give the engine's own suggestion ("Did you mean", "Candidate bindings"), or nothing."""
    for line in message.splitlines()[1:]:
        if line.startswith(("Did you mean", "Candidate")):
            return line.strip()
    return ""
