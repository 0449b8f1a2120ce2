"""The artefact of a model: a skops file of texts and numbers, the same for the same model.

Owns writing and opening. What is opened may have been written by anyone: every type in it must be
on the list here before anything is made of it, and the trees must end.
"""

import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from vibecli.errors import DataError
from vibecli.learn.boosted import Boosted, Reading
from vibecli.learn.calibration import Calibrator
from vibecli.learn.extra import optional
from vibecli.learn.linear import Linear
from vibecli.learn.predictor import Blend, Predictor
from vibecli.learn.report import Card
from vibecli.learn.scorer import Member, Scorer

FORMAT = "vibecli model 1"
LARGEST = 1 << 30  # bytes, unpacked
_ALLOWED = {  # module, class, and how skops reads it
    ("builtins", "dict", "DictNode"),
    ("builtins", "list", "ListNode"),  # of the types of a dict's keys
    ("builtins", "str", "JsonNode"),
    ("builtins", "str", "TypeNode"),
    ("numpy", "ndarray", "NdArrayNode"),
}
_ARRAYS = ("nodes", "starts", "bitsets", "bitset_starts", "known", "known_places")
_BROKEN = (
    ArithmeticError, AttributeError, EOFError, LookupError, MemoryError, OSError, RecursionError,
    TypeError, ValueError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


def written(scorer: Scorer) -> bytes:
    """Give the bytes of a model."""
    state = {
        "format": FORMAT,
        "card": scorer.card.model_dump_json(),
        "final": _member_state(scorer.final),
        "folds": {str(fold): _member_state(member) for fold, member in scorer.folds.items()},
    }
    return _plain(optional("skops.io").dumps(state))


def opened(data: bytes) -> Scorer:
    """Open a model; raise DataError where it is not one, is cut off, or holds what it must not."""
    loads = optional("skops.io").loads
    try:
        _check(data)
        return _scorer(loads(data, trusted=[]))
    except _BROKEN as error:
        raise DataError("the model cannot be opened: it is cut off or no model") from error


def _scorer(state: Mapping[str, Any]) -> Scorer:
    if state["format"] != FORMAT:
        raise DataError("the model was written by another version of vibecli")
    card = Card.model_validate_json(state["card"])
    kinds = [feature.numeric for feature in card.features]
    folds = {int(fold): _member(member, kinds) for fold, member in state["folds"].items()}
    return Scorer(card, _member(state["final"], kinds), folds)


def _member_state(member: Member) -> dict[str, Any]:
    return {
        "calibrator": member.calibrator.model_dump_json(),
        "predictor": _predictor_state(member.predictor),
    }


def _member(state: Mapping[str, Any], kinds: Sequence[bool]) -> Member:
    """Make a member; raise where it does not look at columns of these kinds (true: numbers)."""
    predictor = _predictor(state["predictor"])
    if any(
        place not in range(len(kinds)) or kinds[place] != kind for place, kind in predictor.looks()
    ):
        raise DataError("the model looks at columns that its card does not tell of")
    return Member(predictor, Calibrator.model_validate_json(state["calibrator"]))


def _predictor_state(predictor: Predictor) -> dict[str, Any]:
    match predictor:
        case Linear():
            return {"linear": predictor.model_dump_json()}
        case Boosted():
            arrays = {name: getattr(predictor, name) for name in _ARRAYS}
            return {"reading": predictor.reading.model_dump_json(), **arrays}
        case Blend():
            return {**_predictor_state(predictor.linear), **_predictor_state(predictor.trees)}
        case _:
            raise TypeError(predictor)


def _predictor(state: Mapping[str, Any]) -> Predictor:
    if "reading" not in state:
        return Linear.model_validate_json(state["linear"])
    arrays = {name: state[name] for name in _ARRAYS}
    trees = Boosted(reading=Reading.model_validate_json(state["reading"]), **arrays).checked()
    if "linear" not in state:
        return trees
    return Blend(Linear.model_validate_json(state["linear"]), trees)


def _check(data: bytes) -> None:
    """Raise where a skops file is too large or names a type that is not allowed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
            raise DataError("the model is too large to be one")
        schema = json.loads(archive.read("schema.json"))
    for node in _nodes(schema):
        name = (node.get("__module__"), node.get("__class__"), node.get("__loader__"))
        if name not in _ALLOWED or node.get("type", "numpy") != "numpy":
            raise DataError(f"the model holds {name[0]}.{name[1]}, which no model of vibecli holds")


def _nodes(part: Any) -> Iterator[dict[str, Any]]:
    """Give every node of a schema, at any depth."""
    if isinstance(part, dict):
        if "__loader__" in part or "__class__" in part:
            yield part
        for inner in part.values():
            yield from _nodes(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _nodes(inner)


def _plain(data: bytes) -> bytes:
    """Write a skops file anew, packed, without the addresses and times that change each run."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as new:
        schema = json.loads(old.read("schema.json"))
        numbers: dict[int, int] = {}
        for node in _nodes(schema):
            if "__id__" in node:
                number = numbers.setdefault(node["__id__"], len(numbers))
                node["__id__"] = number
            if "file" in node:
                _add(new, f"{number}.npy", old.read(node["file"]))
                node["file"] = f"{number}.npy"
        _add(new, "schema.json", json.dumps(schema).encode())
    return packed.getvalue()


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    if name not in archive.namelist():
        entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
