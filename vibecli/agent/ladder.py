"""How an endpoint is asked for JSON: four rungs, from strict schema down to plain text.

Owns the requests' shape and which rung worked for an endpoint before. It sends nothing itself.
"""

import json
import os
from pathlib import Path
from typing import Any, Literal, get_args

Rung = Literal["json_schema", "tool", "json_object", "text"]
RUNGS: tuple[Rung, ...] = get_args(Rung)
NAME = "reply"


def request_body(
    model: str, messages: list[dict[str, str]], schema: dict[str, Any], rung: Rung
) -> dict[str, Any]:
    """Give the request for one rung."""
    body: dict[str, Any] = {"model": model, "messages": messages}
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


def outermost_object(text: str) -> str:
    """Give the text from the first brace to the last: what a chatty model wrapped in prose."""
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else text


class RungMemory:
    """Which rung an endpoint took last time, kept in the state folder."""

    def __init__(self, state: Path, base_url: str, model: str) -> None:
        self._path = state / "rungs.json"
        self._key = f"{base_url} {model}"

    def start(self) -> int:
        """Give the index of the rung to begin with."""
        rung = self._read().get(self._key)
        return RUNGS.index(rung) if rung in RUNGS else 0

    def keep(self, rung: Rung) -> None:
        """Remember a rung that worked; a folder that refuses only costs a call next time."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            text = json.dumps({**self._read(), self._key: rung}, indent=1)
            temporary = self._path.with_suffix(f".{os.getpid()}")
            temporary.write_text(text, encoding="utf-8")
            temporary.replace(self._path)
        except OSError:
            return

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def _with_schema(messages: list[dict[str, str]], schema: dict[str, Any]) -> list[dict[str, str]]:
    """Put the schema into the system message, for endpoints that cannot enforce it."""
    rule = "\n\nAnswer with one JSON object and nothing else, valid for this JSON schema:\n"
    first = {**messages[0], "content": messages[0]["content"] + rule + json.dumps(schema)}
    return [first, *messages[1:]]
