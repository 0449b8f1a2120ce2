"""What streams know a person by, taken out: their identifiers and what was looked at, as hashes.

No suppression needs them: it has marks of its own.
"""

from collections.abc import Iterator

from vibecli.engine.base import Session
from vibecli.engine.names import key_of
from vibecli.run.definition import exists
from vibecli.run.erasure_values import Taken
from vibecli.steps.standing_tables import STREAM_KEYS, STREAM_SEEDS


def forget_identifiers(session: Session, taken: Taken) -> int:
    """Drop the identifiers that name the person; gives their number."""
    if not exists(session, STREAM_KEYS):
        return 0
    texts = {value.text for value in taken.values}
    texts |= {key for keys in taken.rows.values() for key in keys}
    dropped = 0
    for profile, keys in _profiles(session, taken):
        of_person = f"FROM {STREAM_KEYS.sql} WHERE profile = ? AND list_contains(?, person)"
        dropped += int(session.value(f"SELECT count(*) {of_person}", [profile, keys]))
        session.run(f"DELETE {of_person}", [profile, keys])
        if exists(session, STREAM_SEEDS):
            looked_at = (
                "SELECT hash(person, value)::UBIGINT FROM"
                " (SELECT unnest(?::VARCHAR[]) AS person), (SELECT unnest(?::VARCHAR[]) AS value)"
            )
            session.run(
                f"DELETE FROM {STREAM_SEEDS.sql} WHERE profile = ? AND mark IN ({looked_at})",
                [profile, keys, sorted(texts)],
            )
    return dropped


def _profiles(session: Session, taken: Taken) -> Iterator[tuple[str, list[str]]]:
    """Give the profiles that streams write, as they name them, and the person's keys there."""
    for (profile,) in session.rows(f"SELECT DISTINCT profile FROM {STREAM_KEYS.sql} ORDER BY 1"):
        for (table, _), keys in taken.rows.items():
            if keys and key_of(table) == key_of(profile):
                yield profile, sorted(keys)
