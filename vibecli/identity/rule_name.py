"""What a rule of a match is called, wherever it is told."""

from collections.abc import Sequence


def rule_name(columns: Sequence[str | None], *, same: bool) -> str:
    """Give `same email/mail` or `different birth_date`: each name once, whatever table it is of."""
    names = sorted({name for name in columns if name})
    return f"{'same' if same else 'different'} {'/'.join(names)}"
