"""Gradient boosted trees: fitted by scikit-learn, kept as plain arrays.

Nothing but numbers need be trusted when a model is opened. The nodes are those of scikit-learn's
tree predictors, which score; reasons follow each row's path.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Self

import numpy as np

from vibecli.errors import DataError
from vibecli.learn.coding import kept
from vibecli.learn.extra import optional
from vibecli.learn.frame import MISSING, Array, Choices, Floats, Frame, Numbers, Whole
from vibecli.model import Model

_PACKAGE = "sklearn.ensemble._hist_gradient_boosting"
_FIELDS = (  # of a node, those that scores and reasons need
    "value", "count", "feature_idx", "num_threshold", "missing_go_to_left", "left", "right",
    "is_leaf", "is_categorical", "bitset_idx",
)  # fmt: skip


class Settings(Model):
    """How many trees, how large, and how fast they learn."""

    trees: int
    leaves: int
    rate: float


class Reading(Model):
    """How a frame becomes the matrix of the trees: columns of words come first, as level places."""

    order: tuple[int, ...]  # places of the frame's columns
    levels: tuple[tuple[str, ...], ...]  # of the columns of words, in that order
    others: tuple[bool, ...]  # whether training had rows of a level too rare to be kept
    baseline: float = 0.0  # log-odds that the trees add to

    def matrix(self, frame: Frame) -> Floats:
        """Give floats: NaN for none, and for levels that training did not know."""
        lines = np.empty((len(self.order), len(frame)))
        for line, place in enumerate(self.order):
            column = frame.columns[place]
            if isinstance(column, Numbers):
                lines[line] = column.values
            else:
                lines[line] = _places(column, self.levels[line], self.others[line])
        return np.ascontiguousarray(lines.T)


@dataclass(frozen=True)
class Boosted:
    """Trees over a frame's columns."""

    reading: Reading
    nodes: Array  # of all trees, one after another
    starts: Array  # of each tree in `nodes`, and the end
    bitsets: Array  # of all trees: levels that go left, one line a node of words
    bitset_starts: Array
    known: Array  # levels seen in training, a line a column of words
    known_places: Array  # of each feature's line in `known`

    def margin(self, frame: Frame) -> Floats:
        """Give each row's log-odds."""
        matrix = self.reading.matrix(frame)
        total = np.full(len(frame), self.reading.baseline)
        for tree in self._predictors:
            total += self._predicted(tree, matrix)
        return total

    def contributions(self, frame: Frame) -> Floats:
        """Give what each column adds on the way down the trees (Saabas), one line a column."""
        matrix = self.reading.matrix(frame)
        lines = np.zeros((len(frame.columns), len(frame)))
        for tree, added in self._explained:
            leaves = self._predicted(tree, matrix).astype(np.intp)
            for feature, of_leaf in added.items():
                lines[self.reading.order[feature]] += of_leaf[leaves]
        return lines

    def shuffled(self, frame: Frame, place: int, orders: Whole) -> Floats:
        """Give what log-odds change by when one column's values are taken in other orders."""
        changes = np.zeros(orders.shape)
        trees, line = self._asking(place)
        if not trees:
            return changes
        matrix = self.reading.matrix(frame)
        before = [self._predicted(tree, matrix) for tree in trees]
        for shuffle, order in enumerate(orders):
            mixed = matrix.copy()
            mixed[:, line] = matrix[order, line]
            for tree, old in zip(trees, before, strict=True):
                changes[shuffle] += self._predicted(tree, mixed) - old
        return changes

    def looks(self) -> Sequence[tuple[int, bool]]:
        """Give the columns it looks at by their places, and whether each holds numbers."""
        words = len(self.reading.levels)
        return [(place, line >= words) for line, place in enumerate(self.reading.order)]

    def checked(self) -> Self:
        """Give the trees if every way down ends at a leaf; raise DataError otherwise."""
        if not _sound(self):
            raise DataError("the trees of the model do not fit together")
        return self

    def trees(self) -> Iterator[tuple[Array, Array]]:
        """Give the nodes and the bitsets of each tree."""
        bounds = zip(pairwise(self.starts), pairwise(self.bitset_starts), strict=True)
        for (start, stop), (first, end) in bounds:
            yield self.nodes[start:stop], self.bitsets[first:end]

    def _asking(self, place: int) -> tuple[list[Any], int]:
        """Give the trees that ask for a column of the frame, and its place in their matrix."""
        line = self.reading.order.index(place) if place in self.reading.order else -1
        pairs = zip(self._predictors, self.trees(), strict=True)
        return [tree for tree, (nodes, _) in pairs if _asks(nodes, line)], line

    @cached_property
    def _predictors(self) -> list[Any]:
        return [_predictor(nodes, bitsets) for nodes, bitsets in self.trees()]

    @cached_property
    def _explained(self) -> list[tuple[Any, dict[int, Floats]]]:
        """Give each tree as one that tells the leaf, and what each feature adds for each leaf."""
        explained = []
        for nodes, bitsets in self.trees():
            places = nodes.copy()
            places["value"] = np.arange(len(nodes))
            explained.append((_predictor(places, bitsets), _added(nodes)))
        return explained

    def _predicted(self, tree: Any, matrix: Floats) -> Floats:
        values: Floats = tree.predict(matrix, self.known, self.known_places, 1)
        return values


def boosted(frame: Frame, settings: Settings) -> Boosted:
    """Fit trees; the same rows give the same trees on any number of threads."""
    reading = _read(frame)
    words = len(reading.levels)
    classifier = optional("sklearn.ensemble").HistGradientBoostingClassifier(
        max_iter=settings.trees,
        max_leaf_nodes=settings.leaves,
        learning_rate=settings.rate,
        min_samples_leaf=40,
        l2_regularization=10.0,
        early_stopping=False,
        categorical_features=list(range(words)) or None,
        random_state=0,
    )
    classifier.fit(reading.matrix(frame), frame.truth, sample_weight=frame.weights)
    return _kept(classifier, reading)


def _read(frame: Frame) -> Reading:
    """Learn the levels; columns that hold nothing are left out."""
    words, numbers, levels, rare = [], [], [], []
    for place, column in enumerate(frame.columns):
        if column.empty:
            continue
        if isinstance(column, Numbers):
            numbers.append(place)
        else:
            known = kept(column)
            words.append(place)
            levels.append(known)
            rare.append(bool((column.recoded(known, len(known)) == len(known)).any()))
    return Reading(order=(*words, *numbers), levels=tuple(levels), others=tuple(rare))


def _places(column: Choices, levels: tuple[str, ...], others: bool) -> Floats:
    codes = column.recoded(levels, len(levels) if others else MISSING).astype(np.float64)
    codes[codes == MISSING] = np.nan
    return codes


def _kept(classifier: Any, reading: Reading) -> Boosted:
    """Take the trees out of scikit-learn's classifier."""
    predictors = [stage[0] for stage in classifier._predictors]  # noqa: SLF001 no public way
    known, known_places = classifier._bin_mapper.make_known_categories_bitsets()  # noqa: SLF001
    baseline = float(classifier._baseline_prediction[0, 0])  # noqa: SLF001
    nodes = [predictor.nodes[list(_FIELDS)] for predictor in predictors]
    bitsets = [predictor.raw_left_cat_bitsets for predictor in predictors]
    packed = np.dtype([(field, nodes[0].dtype[field]) for field in _FIELDS])
    return Boosted(
        reading=reading.model_copy(update={"baseline": baseline}),
        nodes=np.concatenate(nodes).astype(packed),
        starts=_starts(nodes),
        bitsets=np.concatenate(bitsets).astype(np.uint32).reshape(-1, 8),
        bitset_starts=_starts(bitsets),
        known=np.asarray(known, np.uint32).reshape(-1, 8),
        known_places=np.asarray(known_places, np.uint32),
    )


def _starts(parts: list[Array]) -> Array:
    return np.cumsum([0, *(len(part) for part in parts)]).astype(np.int64)


def _predictor(nodes: Array, bitsets: Array) -> Any:
    """Make scikit-learn's predictor of one tree again."""
    record = optional(f"{_PACKAGE}.common").PREDICTOR_RECORD_DTYPE
    full = np.zeros(len(nodes), record)
    for field in _FIELDS:
        full[field] = nodes[field]
    return optional(f"{_PACKAGE}.predictor").TreePredictor(full, bitsets, bitsets)


def _added(nodes: Array) -> dict[int, Floats]:
    """Give, for each feature of a tree, what it adds on the way to each leaf.

    A node is worth the mean of its leaves; each step down adds the difference to its feature.
    """
    worth = nodes["value"].copy()
    inner = np.flatnonzero(nodes["is_leaf"] == 0)
    for node in inner[::-1]:
        children = nodes["left"][node], nodes["right"][node]
        counts = [nodes["count"][child] for child in children]
        worth[node] = np.average([worth[child] for child in children], weights=counts)
    used = {int(feature) for feature in nodes["feature_idx"][inner]}
    added = {feature: np.zeros(len(nodes)) for feature in sorted(used)}
    for node in inner:
        for child in (nodes["left"][node], nodes["right"][node]):
            for of_node in added.values():
                of_node[child] = of_node[node]
            added[int(nodes["feature_idx"][node])][child] += worth[child] - worth[node]
    return added


def _asks(nodes: Array, feature: int) -> bool:
    """Tell whether a tree asks for a feature."""
    return bool(((nodes["feature_idx"] == feature) & (nodes["is_leaf"] == 0)).any())


def _sound(model: Boosted) -> bool:
    """Tell whether nothing in the arrays points to where nothing is, and every way down ends."""
    words = len(model.reading.levels)
    return (
        _cut(model.nodes, model.starts)
        and _cut(model.bitsets, model.bitset_starts)
        and len(model.starts) == len(model.bitset_starts)
        and len(model.reading.others) == words <= len(model.reading.order)
        and all(_is_bitsets(array) for array in (model.bitsets, model.known))
        and _points(model.known_places, len(model.reading.order), len(model.known), words)
        and all(_ends(n, len(b), len(model.reading.order), words) for n, b in model.trees())
    )


def _cut(array: Array, starts: Array) -> bool:
    """Tell whether starts cut an array into parts."""
    if starts.ndim != 1 or starts.dtype != np.int64 or len(starts) == 0:
        return False
    return bool(starts[0] == 0 and starts[-1] == len(array) and (np.diff(starts) >= 0).all())


def _is_bitsets(array: Array) -> bool:
    return array.dtype == np.uint32 and array.ndim == 2 and array.shape[1] == 8  # noqa: PLR2004


def _points(places: Array, features: int, known: int, words: int) -> bool:
    """Tell whether each column of words has its line of known levels."""
    if places.dtype != np.uint32 or places.shape != (features,):
        return False
    return bool((places[:words] < known).all())


def _ends(nodes: Array, bitsets: int, features: int, words: int) -> bool:
    """Tell whether a tree's children come after their parents, and what its nodes ask is there."""
    inner = nodes["is_leaf"] == 0
    split, places = nodes[inner], np.flatnonzero(inner)
    sides = np.stack([split["left"], split["right"]])
    by_words = split[split["is_categorical"] != 0]
    return bool(
        len(nodes)
        and ((sides > places) & (sides < len(nodes))).all()
        and ((split["feature_idx"] >= 0) & (split["feature_idx"] < features)).all()
        and (by_words["feature_idx"] < words).all()
        and (by_words["bitset_idx"] < bitsets).all()
    )
