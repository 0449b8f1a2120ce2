"""A YAML document changed at one place; comments, order and unknown keys stay as they stand.

Owns the cut in the text. The result says exactly what was asked for: where a cut would not (a
document in JSON), the whole is written anew.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from vibecli.document import block, parse
from vibecli.errors import UsageError

if TYPE_CHECKING:
    from yaml import Node

Path = tuple[str | int, ...]


def with_value(text: str, path: Path, value: Any) -> str:
    """Give a document's text with the value at one place set, or its key taken out (None).

    A place is keys and indices from the root; an index past the end of a list adds to it.
    """
    data, node = parse(text, "the document", "")
    wanted = _set(data, path, value)
    if wanted == data:
        return text
    try:
        made = _cut(text, node, path, wanted)
        return made if parse(made, "", "")[0] == wanted else block(wanted)
    except UsageError:
        return block(wanted)


def _set(data: Any, path: Path, value: Any) -> Any:
    """Give data with the value at one place set."""
    if not path:
        return value
    first, rest = path[0], path[1:]
    if isinstance(first, int):
        items = list(data or ())
        old = items[first] if first < len(items) else None
        return [*items[:first], _set(old, rest, value), *items[first + 1 :]]
    entries = dict(data or {})
    if not rest and value is None:
        entries.pop(first, None)
        return entries
    return entries | {first: _set(entries.get(first), rest, value)}


def _cut(text: str, node: "Node", path: Path, wanted: Any) -> str:
    """Write what changed into its place: the deepest entry whose surroundings are in block form."""
    key, *rest = path
    while rest and (child := _child(node, key)) is not None and _in_block(child):
        node, wanted, key, rest = child, wanted[key], rest[0], rest[1:]
    if not _in_block(node):
        return block(wanted)
    column, new = node.start_mark.column, _written(wanted, key, node.start_mark.column)
    if "\r\n" in text:
        new = new.replace("\n", "\r\n")
    entries = {name: (start, _ended(text, start, end)) for name, start, end in _entries(text, node)}
    if key not in entries:
        end = _line_end(text, max(end for _, end in entries.values()))
        line = "" if text[:end].endswith("\n") else "\n"
        return text[:end] + line + " " * column + new + text[end:]
    start, end = entries[key]
    if not new:  # its line goes with it
        return text[:start].rstrip(" ") + text[_line_end(text, end) :]
    return text[:start] + (new if text[:end].endswith("\n") else new.rstrip()) + text[end:]


def _line_end(text: str, at: int) -> int:
    """Give where the line ends that something stands on, with what is said after it."""
    if text[:at].endswith("\n"):
        return at
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _written(wanted: Any, key: str | int, column: int) -> str:
    """Give an entry as it stands in its place, from its own column on; empty when it is gone."""
    if isinstance(wanted, list):
        new = block([wanted[min(int(key), len(wanted) - 1)]])
    else:
        new = block({key: wanted[key]}) if key in wanted else ""
    first, *more = new.splitlines(keepends=True) or [""]
    return first + "".join(" " * column + line if line.strip() else line for line in more)


def _entries(text: str, node: "Node") -> Iterator[tuple[str | int, int, int]]:
    """Give each entry of a collection: key or index, where it starts, where its value ends."""
    import yaml

    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield name.value, name.start_mark.index, value.end_mark.index
    else:
        for index, item in enumerate(node.value):
            yield index, text.rindex("-", 0, item.start_mark.index), item.end_mark.index


def _child(node: "Node", key: str | int) -> "Node | None":
    import yaml

    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == key), None)
    found: Node | None = node.value[key] if int(key) < len(node.value) else None
    return found


def _in_block(node: "Node") -> bool:
    import yaml

    return isinstance(node, yaml.CollectionNode) and not node.flow_style and bool(node.value)


def _ended(text: str, start: int, end: int) -> int:
    """Give where an entry ends with the end of its line, comments after it left."""
    lines = text[start:end].splitlines(keepends=True)
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return start + sum(map(len, lines))
