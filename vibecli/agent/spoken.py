"""What an endpoint says, whole or piece by piece, as one message.

Owns the reading of both forms. It sends nothing and knows no client: lines and texts come in.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

_DATA, _DONE = "data:", "[DONE]"
_END: dict[str, Any] = {}  # the event that says that all came


class BrokenOff(Exception):
    """An endpoint told of an error in the midst of its answer."""


class Spoken(NamedTuple):
    """One message: its text from whatever channel, a refusal, why it ended, the tokens counted."""

    text: str | None = None
    refusal: str = ""
    finish: str | None = None
    tokens_in: int | None = None
    tokens_out: int | None = None


def whole(text: str) -> Spoken | None:
    """Give the message of an answer that came in one piece, None when it is no chat answer."""
    answer = json.loads(text)
    choice = _first(answer)
    if choice is None:
        return None
    message = choice.get("message") or {}
    calls = [call.get("function") or {} for call in message.get("tool_calls") or []]
    content = calls[0].get("arguments") if calls else message.get("content")
    return Spoken(
        text=content if isinstance(content, str) else None,
        refusal=str(message.get("refusal") or ""),
        finish=choice.get("finish_reason"),
        **_tokens(answer),
    )


def pieced(lines: Iterable[str], heard: Callable[[int], None]) -> Spoken | None:
    """Give the message of a stream of events, None when it had none.

    Args:
        lines: the lines of server-sent events.
        heard: is told of every event, and how many letters it brought.

    Raises:
        BrokenOff: an event tells of an error, or the last one never came.
    """
    content, calls, refusal = "", "", ""
    finish: str | None = None
    tokens: dict[str, int | None] = {}
    began, event = False, dict[str, Any]()
    for event in _events(lines):
        choice = _first(event) or {}
        delta = choice.get("delta") or {}
        call = next((c.get("function") or {} for c in delta.get("tool_calls") or []), {})
        content += delta.get("content") or ""
        calls += call.get("arguments") or ""
        refusal += delta.get("refusal") or ""
        finish = choice.get("finish_reason") or finish
        tokens |= {name: count for name, count in _tokens(event).items() if count is not None}
        began = began or bool(choice)
        said = (delta[name] for name in delta if name != "role")
        heard(sum(len(one) for one in (*said, *call.values()) if isinstance(one, str)))
    if began and finish is None and event is not _END:
        raise BrokenOff("it ended early")
    return Spoken(calls or content or None, refusal, finish, **tokens) if began else None


def _events(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        text = line.removeprefix(_DATA).strip()
        if not line.startswith(_DATA) or not text:
            continue  # a comment, an event's name, an empty line
        if text == _DONE:
            yield _END
            return
        event = json.loads(text)
        if error := event.get("error"):
            raise BrokenOff(str(error.get("message") if isinstance(error, dict) else error))
        yield event


def _first(answer: Any) -> dict[str, Any] | None:
    choices = answer.get("choices") if isinstance(answer, dict) else None
    return choices[0] if isinstance(choices, list) and choices else None


def _tokens(answer: dict[str, Any]) -> dict[str, int | None]:
    told = answer.get("usage") or {}
    counts = {"tokens_in": told.get("prompt_tokens"), "tokens_out": told.get("completion_tokens")}
    return {name: count if isinstance(count, int) else None for name, count in counts.items()}
