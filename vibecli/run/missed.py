"""Misses laid side by side: the values of both records, column beside column, and why.

Owns which columns face each other and that personal values are masked. It chooses no pairs.
"""

from collections.abc import Iterator, Mapping, Sequence

from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.identity.misses import Miss as Pair
from vibecli.run.discretion import Discretion, cut
from vibecli.run.evaluation import Miss, MissedField, MissedRecord
from vibecli.run.identity_records import TELLING, IdentityRecords, Record
from vibecli.run.scored_pairs import ScoredPairs, reasons

_MOST_FIELDS = 24
Values = Mapping[str, str | None]
Face = tuple[ColumnInfo, ...]  # columns of one table that are told as one value


def side_by_side(
    records: IdentityRecords,
    pairs: Sequence[Pair],
    scored: ScoredPairs | None,
    discretion: Discretion,
) -> tuple[Miss, ...]:
    """Give the pairs with the values of their records."""
    names = records.names(sorted({n for pair in pairs for n in (pair.left, pair.right)}))
    values = records.values(list(names.values()))
    told = reasons(records, scored, [(pair.left, pair.right) for pair in pairs])
    found = []
    for pair in pairs:
        left, right = names[pair.left], names[pair.right]
        chance, why = told.get((pair.left, pair.right), (None, ""))
        own = values.get(left, {}), values.get(right, {})
        infos = records.info(left[0]), records.info(right[0])
        found.append(
            Miss(
                left=_named(left, discretion),
                right=_named(right, discretion),
                records=pair.records,
                parts=pair.parts,
                probability=chance,
                why=discretion.reason(why),
                fields=faced_fields(infos, own, discretion),
            )
        )
    return tuple(found)


def _named(record: Record, discretion: Discretion) -> MissedRecord:
    return MissedRecord(source=record[0], record_id=discretion.record(*record))


def faced_fields(
    infos: tuple[TableInfo | None, TableInfo | None],
    values: tuple[Values, Values],
    discretion: Discretion,
) -> tuple[MissedField, ...]:
    """Give what two records of known tables say, column beside column."""
    return tuple(_fields(infos, values, discretion))[:_MOST_FIELDS]


def _fields(
    infos: tuple[TableInfo | None, TableInfo | None],
    values: tuple[Values, Values],
    discretion: Discretion,
) -> Iterator[MissedField]:
    for faces in _facing(*infos):
        raw = tuple(_joined(own, face) for own, face in zip(values, faces, strict=True))
        if raw == (None, None):
            continue
        left, right = (
            _shown(own, info, face, discretion)
            for own, info, face in zip(values, infos, faces, strict=True)
        )
        said = dict.fromkeys(" ".join(c.name for c in face) for face in faces if face)
        same = None if None in raw else _plain(raw[0]) == _plain(raw[1])
        yield MissedField(name=" / ".join(said), left=left, right=right, same=same)


def _facing(left: TableInfo | None, right: TableInfo | None) -> Iterator[tuple[Face, Face]]:
    """Give the columns that face each other: of one name, else of one telling role."""
    ahead, rest = _faces(left), _faces(right)
    if _names(left) != _names(right):
        ahead, rest = _with_full_name(ahead), _with_full_name(rest)
    for face in ahead:
        other = next((one for one in rest if _called(one) == _called(face)), None) or next(
            (one for one in rest if _role(one) is _role(face) and _role(face) in TELLING), None
        )
        if other is not None:
            rest.remove(other)
        yield face, other or ()
    for face in rest:
        yield (), face


def _faces(info: TableInfo | None) -> list[Face]:
    return [(c,) for c in info.columns if c.name not in info.key] if info else []


def _names(info: TableInfo | None) -> bool:
    """Tell whether a table has whole names only."""
    has = {column.role for column in info.columns} if info else set()
    return Role.FULL_NAME in has and Role.FAMILY_NAME not in has


def _with_full_name(faces: Sequence[Face]) -> list[Face]:
    """Put given and family name together, as they face a whole name."""
    by_role = {_role(face): face for face in reversed(faces)}
    given, family = by_role.get(Role.GIVEN_NAME), by_role.get(Role.FAMILY_NAME)
    if given is None or family is None or Role.FULL_NAME in by_role:
        return list(faces)
    return [(*given, *family), *(face for face in faces if face not in (given, family))]


def _role(face: Face) -> Role | None:
    return face[0].role if len(face) == 1 else Role.FULL_NAME


def _called(face: Face) -> tuple[str, ...]:
    return tuple(column.name.lower() for column in face)


def _joined(values: Values, face: Face) -> str | None:
    said = [value for column in face if (value := values.get(column.name)) is not None]
    return " ".join(said) if said else None


def _shown(
    values: Values, info: TableInfo | None, face: Face, discretion: Discretion
) -> str | None:
    masked = {c.name: discretion.value(values.get(c.name), info, c.name) for c in face}
    shown = _joined(masked, face)
    return shown if discretion.bare else cut(shown)


def _plain(value: str | None) -> str:
    return " ".join((value or "").split()).casefold()
