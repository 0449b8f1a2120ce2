"""A new entry in a glossary file: put in as text, so that comments and order stay as they are.

Owns where it goes. What comes out is read again before it is given: it never breaks the file.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from vibecli.document import plain
from vibecli.errors import UsageError
from vibecli.plan.glossary import Glossary, Term, parse_glossary

if TYPE_CHECKING:
    from yaml.nodes import MappingNode, Node

Section = Literal["terms", "metrics"]
_INDENT = 2


def with_entry(text: str, path: Path, section: Section, term: Term) -> str:
    """Give a glossary's text with one more entry. Raises UsageError when the name is taken."""
    _check_new(parse_glossary(text, path), path, term)
    changed = _inserted(text, path, section, term)
    found = parse_glossary(changed, path)
    if term not in (found.terms if section == "terms" else found.metrics):
        raise UsageError(f"{path.name} cannot take the entry {term.name}", hint=f"edit {path}")
    return changed


def _check_new(known: Glossary, path: Path, term: Term) -> None:
    taken = {
        name.casefold(): one.name
        for one in (*known.terms, *known.metrics)
        for name in (one.name, *one.synonyms)
    }
    for name in (term.name, *term.synonyms):
        if (other := taken.get(name.casefold())) is not None:
            where = "" if other.casefold() == name.casefold() else f", as {other}"
            raise UsageError(f"{name} stands in {path.name} already{where}", hint=f"edit {path}")


def _inserted(text: str, path: Path, section: Section, term: Term) -> str:
    import yaml

    root = yaml.compose(text, Loader=yaml.SafeLoader)
    found = _section(root, section)
    if found is None:
        start = text if not text or text.endswith("\n") else f"{text}\n"
        return f"{start}{section}:\n{_entry(term, _INDENT)}"
    key, value = found
    if isinstance(value, yaml.MappingNode) and value.value:
        if value.flow_style:
            what = f"{path.name}: {section} is written on one line"
            raise UsageError(what, hint=f"put each entry of {path} on a line of its own")
        lines = text.splitlines(keepends=True)
        at = key.end_mark.line + 1
        return "".join([*lines[:at], _entry(term, value.start_mark.column), *lines[at:]])
    head, tail = text[: key.end_mark.index], text[value.end_mark.index :]
    rest, newline, more = tail.partition("\n")
    return f"{head}:{rest.rstrip()}{newline or chr(10)}{_entry(term, _INDENT)}{more}"


def _section(root: "Node | None", section: Section) -> "tuple[Node, MappingNode] | None":
    """Give the key and the value of a section, whatever the value is."""
    for key, value in getattr(root, "value", None) or ():
        if key.value == section:
            return key, value
    return None


def _entry(term: Term, indent: int) -> str:
    import yaml

    told = {name: value for name, value in plain(term).items() if name != "name"}
    text = yaml.safe_dump(
        {term.name: told}, allow_unicode=True, sort_keys=False, width=10_000, indent=_INDENT
    )
    return "".join(f"{' ' * indent}{line}\n" for line in text.splitlines())
