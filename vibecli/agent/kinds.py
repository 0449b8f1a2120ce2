"""The step kinds as a model is told of them: those its words are near in full, the others in short.

A kind's prompt may begin with `<!-- near: words -->`: a word of the person that begins with one of
them (or is it, when it has fewer than four letters or a dot after it) asks for the whole text. Else
the paragraph under the heading is told and the schema tells the slots; with `<!-- far: out -->` the
kind is left out, and a model that needs it says so; with `<!-- far: unsaid -->` it is not told of
at all, as words for it are read before any model is asked. Words near to nothing ask for
everything.
"""

import re
from collections.abc import Iterator, Sequence
from inspect import cleandoc
from pathlib import Path
from typing import Any, NamedTuple

from vibecli.agent.catalogue.words import fold
from vibecli.agent.planner import PlanRequest
from vibecli.agent.prompt_file import read_prompt
from vibecli.errors import NotFound
from vibecli.plan.model import Refusal, Reply
from vibecli.steps.base import Step
from vibecli.steps.registry import BUILT_IN, step_kinds

NEEDED = "needs more kinds"  # the reason a model gives when a kind left out is needed
PREFIX = 4  # letters from which on a word is the beginning of others
_NOTE = re.compile(r"<!-- *(near|far): *(.*?) *-->\s*")


class Kinds(NamedTuple):
    """What is told of the step kinds, and those that are not."""

    texts: tuple[str, ...]
    left_out: frozenset[str] = frozenset()

    def schema(self) -> dict[str, Any]:
        """Give the schema of a reply without the kinds that were left out."""
        return _without(Reply.strict_schema(), self.left_out)

    def wanted(self, reply: Reply) -> bool:
        """True when a model says that it needs a kind that was left out."""
        refused = isinstance(reply.result, Refusal) and NEEDED in reply.result.reason.lower()
        return bool(self.left_out) and refused


class _Kind(NamedTuple):
    """One kind's prompt: its text, the words it is near to, whether it can be left out."""

    name: str
    text: str
    near: tuple[str, ...]
    out: bool
    unsaid: bool = False

    @property
    def brief(self) -> str:
        """The heading and the paragraph under it."""
        return "\n".join(self.text.splitlines()[:2])


def all_kinds(workspace: Path) -> Kinds:
    """Give every kind in full."""
    return Kinds(tuple(kind.text for kind in _read(workspace)))


def near_kinds(workspace: Path, request: PlanRequest) -> Kinds:
    """Give the kinds for a request; all of them when it mends an answer."""
    kinds = _read(workspace)
    parts = [request.intent, request.previous_intent, *(a.choice for a in request.answers)]
    words = " ".join(re.findall(r"\w+", fold(" ".join(parts))))
    used = {step.kind for step in request.previous.steps} if request.previous else set()
    near = {kind.name for kind in kinds if _said(kind.near, words)}
    if not near or request.findings:
        return Kinds(tuple(kind.text for kind in kinds))
    words_of_used = {kind.near for kind in kinds if kind.name in used}
    near |= {kind.name for kind in kinds if not kind.near or kind.near in words_of_used}
    told = [kind for kind in kinds if kind.name in near or not kind.out]
    texts = [kind.text if kind.name in near else kind.brief for kind in told]
    missing = [kind for kind in kinds if kind not in told]
    said = [kind for kind in missing if not kind.unsaid]
    return Kinds((*texts, *_missing(said)), frozenset(kind.name for kind in missing))


def raw_texts(workspace: Path) -> Iterator[str]:
    """Give every kind's prompt as it stands in its file."""
    for kind in step_kinds():
        name = kind.model_fields["kind"].default
        try:
            yield read_prompt(f"steps/{name}", workspace).strip()
        except NotFound:
            if kind in BUILT_IN:
                raise
            yield _told(name, kind)


def _read(workspace: Path) -> list[_Kind]:
    names = [kind.model_fields["kind"].default for kind in step_kinds()]
    found = []
    for name, raw in zip(names, raw_texts(workspace), strict=True):
        notes = dict(_NOTE.findall(raw))
        near = tuple(word.replace("_", " ") for word in fold(notes.get("near", "")).split())
        far = notes.get("far", "")
        found.append(_Kind(name, _NOTE.sub("", raw), near, bool(far), far == "unsaid"))
    return found


def _told(name: str, kind: type[Step]) -> str:
    """Give what a plug-in without a prompt says of itself."""
    slots = ", ".join(f"`{slot}`" for slot in kind.model_fields)
    return f"## {name}\n{cleandoc(kind.__doc__ or '')}\nSlots: {slots}."


def _said(near: Sequence[str], words: str) -> bool:
    begins = (len(word) >= PREFIX and not word.endswith(".") for word in near)
    forms = "|".join(
        re.escape(word.rstrip(".")) + r"\w*" * begin
        for word, begin in zip(near, begins, strict=True)
    )
    return bool(near) and re.search(rf"\b(?:{forms})\b", words) is not None


def _missing(kinds: Sequence[_Kind]) -> Iterator[str]:
    if kinds:
        told = "; ".join(f"`{kind.name}`: {_gist(kind)}" for kind in kinds)
        yield (
            f"## Not described here\n{told}. Only where the wish cannot do without, refuse with"
            f' the reason "{NEEDED}": they are described then.'
        )


def _gist(kind: _Kind) -> str:
    line = kind.brief.splitlines()[-1]
    return re.split(r"[:.]", line, maxsplit=1)[0]


def _without(schema: dict[str, Any], kinds: frozenset[str]) -> dict[str, Any]:
    """Give a schema without these kinds and what only they refer to."""
    if not kinds:
        return schema
    known = schema["$defs"]
    dead = {
        f"#/$defs/{name}"
        for name, one in known.items()
        if one.get("properties", {}).get("kind", {}).get("const") in kinds
    }
    pruned = _pruned(schema, dead)
    used, waiting = set(), _references({**pruned, "$defs": {}})
    while waiting:
        used |= waiting
        waiting = set().union(*(_references(pruned["$defs"][name]) for name in waiting)) - used
    return {**pruned, "$defs": {n: one for n, one in pruned["$defs"].items() if n in used}}


def _pruned(schema: Any, dead: set[str]) -> Any:
    if isinstance(schema, list):
        kept = (one for one in schema if not (isinstance(one, dict) and one.get("$ref") in dead))
        return [_pruned(one, dead) for one in kept]
    if isinstance(schema, dict):
        return {key: _pruned(one, dead) for key, one in schema.items()}
    return schema


def _references(schema: Any) -> set[str]:
    if isinstance(schema, list):
        return set().union(*map(_references, schema))
    if not isinstance(schema, dict):
        return set()
    own = {schema["$ref"].rsplit("/", 1)[1]} if "$ref" in schema else set()
    return own.union(*map(_references, schema.values()))
