"""Models as YAML documents a person edits: read with the place of each mistake, written pleasantly.

Owns the YAML dialect: no anchors, no dates, no `yes` and `no`, no key twice, so that what a file
says is what is read. It knows nothing of plans.
"""

import re
from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from vibecli.errors import UsageError

if TYPE_CHECKING:
    from yaml import Node

LARGEST = 1 << 20
_FLOW_WIDTH = 88
_ALWAYS = ("kind", "version")
_ODD_BREAK = re.compile(r"[\r\x85\u2028\u2029]")  # YAML reads them all as a new line


def parse(text: str, name: str, hint: str, *, empty: str = "") -> tuple[Any, "Node"]:
    """Give a document's data and its nodes. Raises UsageError with line and column.

    `hint` says what may stand in it, `empty` what to do about one that says nothing.
    """
    import yaml

    if len(text) > LARGEST:
        raise UsageError(f"{name} is larger than {LARGEST >> 20} MB", hint=hint)
    if text.lstrip().startswith("{"):
        text = text.replace("\t", " ")  # JSON may be indented by tabs, YAML may not
    try:
        loader = _loader_class()(text)
        node = loader.get_single_node()
        if node is None:
            raise UsageError(f"{name} is empty", hint=empty or hint)
        return loader.construct_document(node), node
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise UsageError(f"{name}{at}: {error.problem or error.context}", hint=hint) from error
    except RecursionError as error:
        raise UsageError(f"{name}: nested too deeply", hint=hint) from error
    except (yaml.YAMLError, ValueError) as error:
        raise UsageError(f"{name}: {str(error).splitlines()[0]}", hint=hint) from error


def misfit(error: ValidationError, node: "Node", name: str, hint: str) -> UsageError:
    """Say in one line where a document does not fit its model, and how."""
    first = error.errors(include_url=False, include_input=False)[0]
    found, path = _find(node, first["loc"])
    at = found.start_mark
    where = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).lstrip(".")
    told = {
        "missing": "is missing",
        "extra_forbidden": "is no known key",
        "model_type": "must be keys and values",
        "dict_type": "must be keys and values",
        "tuple_type": "must be a list",
    }.get(first["type"], first["msg"].removeprefix("Value error, ").rstrip("."))
    more = error.error_count() - 1
    also = f" (and {more} more)" if more else ""
    return UsageError(
        f"{name}:{at.line + 1}:{at.column + 1}: {where or 'this'} {told}{also}", hint=hint
    )


def dump(model: BaseModel, heading: str) -> str:
    """Give a model as YAML: keys in the model's order, defaults left out, long text in blocks."""
    return f"# {heading}\n{block(plain(model))}"


def block(data: Any) -> str:
    """Give plain data as YAML in the form `dump` writes."""
    import yaml

    text: str = yaml.dump(
        data,
        Dumper=_dumper_class(),
        sort_keys=False,
        allow_unicode=True,
        width=10_000,
        default_flow_style=False,
    )
    return text


def plain(value: Any) -> Any:
    """Give a model as dicts and lists, without the fields that hold their default."""
    if isinstance(value, BaseModel):
        return {
            name: plain(getattr(value, name))
            for name, field in type(value).model_fields.items()
            if name in _ALWAYS or field.is_required() or getattr(value, name) != field.default
        }
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return value


def _find(node: "Node", path: Sequence[int | str]) -> tuple["Node", list[int | str]]:
    """Follow a validation path as far as the document goes; union tags are no keys and fall out."""
    import yaml

    found: list[int | str] = []
    for part in path:
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            found.append(part)
        elif isinstance(node, yaml.MappingNode):
            keys = {key.value: (key, value) for key, value in node.value}
            if part in keys:
                key, value = keys[str(part)]
                node = value if isinstance(value, yaml.CollectionNode) else key
                found.append(part)
            elif part == path[-1]:
                found.append(part)
    return node, found


def _loader_class() -> Any:
    import yaml

    class Loader(yaml.SafeLoader):
        """YAML of one meaning: text stays text unless it is plainly a number, true, false, null."""

        yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own form

        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                mark = self.get_event().start_mark  # type: ignore[no-untyped-call]
                raise yaml.MarkedYAMLError(
                    problem="anchors and aliases are not read", problem_mark=mark
                )
            return super().compose_node(parent, index)

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            seen: set[str] = set()
            for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
                single = isinstance(key, yaml.ScalarNode)
                if not single or key.value in seen:
                    told = f"the key {key.value} stands twice" if single else "a key is one word"
                    raise yaml.MarkedYAMLError(problem=told, problem_mark=key.start_mark)
                seen.add(key.value)
            return super().construct_mapping(node, deep=deep)

        def construct_object(self, node: Any, deep: bool = False) -> Any:
            try:
                return super().construct_object(node, deep=deep)
            except (ValueError, LookupError, AttributeError) as error:  # PyYAML's own, for !!bool x
                told = f"this cannot be read as {node.tag.rpartition(':')[2]}"
                raise yaml.MarkedYAMLError(problem=told, problem_mark=node.start_mark) from error

    for tag, pattern in (
        ("null", r"~|null|Null|NULL|"),
        ("bool", r"true|True|TRUE|false|False|FALSE"),
        ("int", r"[-+]?(?:0|[1-9][0-9]*)"),
        ("float", r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?"),
    ):
        Loader.add_implicit_resolver(
            f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), None
        )
    return Loader


def _dumper_class() -> Any:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Lists set in under their key; small mappings on one line, long text in blocks."""

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
            del indentless
            return super().increase_indent(flow, False)

    def text(dumper: Any, value: str) -> Any:
        style = '"' if _ODD_BREAK.search(value) else "|" if "\n" in value else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    def sequence(dumper: Any, values: list[Any]) -> Any:
        flow = _flat(values) and not any(isinstance(v, dict) for v in values)
        node = dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=flow)
        for value, item in zip(values, node.value, strict=True):
            if isinstance(value, dict) and _flat(list(value.values())):
                item.flow_style = True
        return node

    Dumper.add_representer(str, text)
    Dumper.add_representer(list, sequence)
    return Dumper


def _flat(values: list[Any]) -> bool:
    """True when values are short and single, so that they read well on one line."""
    single = all(
        not isinstance(v, dict)
        and not (isinstance(v, list) and any(isinstance(x, dict | list) for x in v))
        and "\n" not in str(v)
        for v in values
    )
    return single and sum(len(str(v)) + 12 for v in values) <= _FLOW_WIDTH
