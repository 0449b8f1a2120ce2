"""How an endpoint is asked for JSON: four rungs, from strict schema down to plain text.

Owns the requests' shape, and what worked for an endpoint before: which rung, and whether it
streams. It sends nothing itself.
"""

import json
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from vibecli.cache_file import write_cache

Rung = Literal["json_schema", "tool", "json_object", "text"]
RUNGS: tuple[Rung, ...] = get_args(Rung)
NAME = "reply"


class Way(NamedTuple):
    """How to ask: on which rung, and whether for the answer piece by piece."""

    rung: Rung
    streams: bool = True


TRIES = 500  # braces looked at in an answer
_SPOKEN = ("title", "description")


def request_body(
    model: str,
    messages: list[dict[str, str]],
    schema: dict[str, Any],
    way: Way,
) -> dict[str, Any]:
    """Give the request for one way of asking."""
    rung, streams = way
    schema = lean(schema)
    body: dict[str, Any] = {"model": model, "messages": messages}
    if streams:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    if rung == "json_schema":
        spec = {"name": NAME, "strict": True, "schema": schema}
        return {**body, "response_format": {"type": "json_schema", "json_schema": spec}}
    if rung == "tool":
        function = {"name": NAME, "strict": True, "parameters": schema}
        choice = {"type": "function", "function": {"name": NAME}}
        tools = [{"type": "function", "function": function}]
        return {**body, "tools": tools, "tool_choice": choice}
    told = {**body, "messages": _with_schema(messages, schema)}
    return {**told, "response_format": {"type": "json_object"}} if rung == "json_object" else told


def answer_object(text: str) -> str:
    """Give the longest JSON object in a text: what a chatty or thinking model wrapped in prose.

    Line breaks inside its strings, which models write into SQL, become proper JSON.
    """
    decoder = json.JSONDecoder(strict=False)
    best, start = "", text.find("{")
    for _ in range(TRIES):
        if start < 0:
            break
        try:
            value, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            end = start + 1
        else:
            best = max(best, json.dumps(value, ensure_ascii=False), key=len)
        start = text.find("{", end)
    return best or text.strip()


def lean(schema: Any) -> Any:
    """Give a schema without titles and descriptions: the names say it, the prompt explains it."""
    if isinstance(schema, list):
        return [lean(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    named = {
        group: {name: lean(one) for name, one in schema[group].items()}
        for group in ("properties", "$defs")
        if group in schema
    }
    rest = {key: lean(one) for key, one in schema.items() if key not in {*named, *_SPOKEN}}
    return {**named, **rest}


class RungMemory:
    """Which rung an endpoint took last time and whether it streams, kept in the state folder."""

    def __init__(self, state: Path, base_url: str, model: str) -> None:
        self._path = state / "rungs.json"
        self._key = f"{base_url} {model}"
        self._piecemeal = f"{self._key} stream"

    def ways(self) -> list[Way]:
        """Give how to ask, the best first; in one piece only when streaming was refused before."""
        known = self._read()
        rung = known.get(self._key)
        rungs = RUNGS[RUNGS.index(rung) if rung in RUNGS else 0 :]
        streaming = [False] if known.get(self._piecemeal) is False else [True, False]
        return [Way(rung, streams) for streams in streaming for rung in rungs]

    def keep(self, way: Way) -> None:
        """Remember what worked; a folder that refuses only costs a call next time."""
        self._write({self._key: way.rung} | ({} if way.streams else {self._piecemeal: False}))

    def lower(self, rung: Rung) -> None:
        """Begin with this rung from now on."""
        self._write({self._key: rung})

    def _write(self, known: dict[str, Any]) -> None:
        write_cache(self._path, json.dumps({**self._read(), **known}, indent=1))

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def _with_schema(messages: list[dict[str, str]], schema: dict[str, Any]) -> list[dict[str, str]]:
    """Put the schema into the system message, for endpoints that cannot enforce it."""
    rule = "\n\n# Form\nAnswer with one JSON object and nothing else, valid for this JSON schema:\n"
    first = {**messages[0], "content": messages[0]["content"] + rule + json.dumps(schema)}
    return [first, *messages[1:]]
