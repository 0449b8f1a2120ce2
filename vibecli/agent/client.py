"""The only module that imports openai: one completion, down the ladder as far as it must.

It sends to the host it was told to and to no other: no redirect is followed, and for this
machine no proxy is used.
"""

import json
import math
import time
from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from vibecli.agent.deadline import TooLate, within
from vibecli.agent.egress import DEFAULT_BASE_URL, LOOPBACK, Usage, host_of
from vibecli.agent.ladder import RUNGS, Rung, RungMemory, Way, answer_object, request_body
from vibecli.agent.spoken import BrokenOff, Spoken, pieced, whole
from vibecli.errors import Interrupted, TimedOut, Unreachable, UsageError
from vibecli.runtime import Runtime
from vibecli.spending import Spending, check_budget

if TYPE_CHECKING:
    from openai import APIStatusError, OpenAI

PAUSES = (1.0, 4.0)  # seconds before another try when the endpoint is busy
LATER = 1.0  # seconds after which a read is given up that nobody waits for any more
QUOTED = 160  # letters of an endpoint's words
EVENTS = "text/event-stream"
LONGEST_PAUSE = 30.0
CHARACTERS_PER_TOKEN = 4
SHORTEST_KEY = 8
BUSY_ERRORS = {408, 409, 425, 429, 500, 502, 503, 504}
FEATURE_ERRORS = {400, 404, 415, 422, 501}
KEY_ERRORS = {401, 403}
OFFLINE_HINT = "vibecli doctor, or --planner offline"
SLOW_HINT = "set VIBECLI_MODEL_TIMEOUT to more seconds, or --planner offline"
Sent = Callable[[dict[str, Any], str, str, Usage], None]


class Completion(NamedTuple):
    """A model's answer; `refused` when it declined in its own channel."""

    text: str
    rung: Rung
    refused: bool = False
    cut: bool = False


class ModelClient:
    """Asks one endpoint for one JSON answer at a time."""

    def __init__(self, runtime: Runtime, sent: Sent, spent: Spending) -> None:
        self._runtime = runtime
        self._sent = sent
        self._spent = spent
        settings = runtime.settings
        self._until = time.monotonic() + settings.timeout
        self._host = host_of(settings.base_url)
        self._memory = RungMemory(
            settings.state, settings.base_url or DEFAULT_BASE_URL, settings.model
        )

    def complete(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> Completion:
        """Give the model's answer. Raises Unreachable, Interrupted, UsageError (no key)."""
        from openai import APIStatusError, APITimeoutError, OpenAIError

        try:
            with self._open() as client:
                return self._descend(client, messages, schema)
        except KeyboardInterrupt as stop:
            raise Interrupted("the model call was stopped; nothing was written") from stop
        except APIStatusError as error:
            raise self._unreachable(error) from RuntimeError(self._without_key(str(error)))
        except (APITimeoutError, TooLate) as error:
            if self._left() <= 0:
                raise self._timed_out() from error
            seconds = self._runtime.settings.model_timeout
            message = f"{self._host} did not answer within {seconds:g} s"
            raise Unreachable(message, hint=SLOW_HINT) from error
        except BrokenOff as error:
            told = self._without_key(str(error)).split("\n", 1)[0][:QUOTED]
            message = f"{self._host} broke off its answer{': ' * bool(told)}{told}"
            raise Unreachable(message, hint=OFFLINE_HINT) from None
        except OpenAIError as error:
            raise Unreachable(f"{self._host} cannot be reached", hint=OFFLINE_HINT) from error

    def distrust(self, completion: Completion) -> None:
        """Remember that this endpoint took a schema and did not keep to it.

        From then on the schema stands in the prompt, where the model can read it.
        """
        if completion.rung in ("json_schema", "tool") and completion.text and not completion.cut:
            self._memory.lower("json_object")

    def _open(self) -> "OpenAI":
        from openai import DefaultHttpxClient, OpenAI

        settings = self._runtime.settings
        near = self._host in LOOPBACK
        return OpenAI(
            api_key=self._key(),
            base_url=settings.base_url or DEFAULT_BASE_URL,
            timeout=settings.model_timeout + LATER,
            max_retries=0,
            http_client=DefaultHttpxClient(follow_redirects=False, trust_env=not near),
        )

    def _key(self) -> str:
        settings = self._runtime.settings
        if settings.key_file:
            return _usable(_read_key(settings.key_file))
        key = self._runtime.environment.get("OPENAI_API_KEY", "").strip()
        if key or self._host in LOOPBACK:
            return _usable(key or "local")
        raise UsageError("no key for the model", hint="set OPENAI_API_KEY, or --planner offline")

    def _descend(
        self, client: "OpenAI", messages: list[dict[str, str]], schema: dict[str, Any]
    ) -> Completion:
        """Go down the ladder until the endpoint takes the request, and remember what it took."""
        from openai import APIStatusError

        ways = self._memory.ways()
        while True:
            way = ways.pop(0)
            body = request_body(self._runtime.settings.model, messages, schema, way)
            try:
                completion = self._patient(client, body, way.rung)
            except APIStatusError as error:
                ways = _ways_left(ways, way, error)
                if not ways:
                    raise
                continue
            self._memory.keep(way)
            return completion

    def _patient(self, client: "OpenAI", body: dict[str, Any], rung: Rung) -> Completion:
        """Ask, and again while the endpoint is busy; who waited out a timeout waits no more."""
        from openai import APIStatusError

        for pause in PAUSES:
            try:
                return self._call(client, body, rung)
            except APIStatusError as error:
                if not _busy(error):
                    raise
                asked = _wait(error, pause, self._runtime.now())
                time.sleep(max(0.0, min(asked, self._left())))
        return self._call(client, body, rung)

    def _call(self, client: "OpenAI", body: dict[str, Any], rung: Rung) -> Completion:
        """Make one request; every outcome is logged as sent."""
        from openai import APIStatusError

        asked = len(json.dumps(body)) // CHARACTERS_PER_TOKEN
        check_budget(self._spent, self._runtime.spent, asked, self._runtime.settings.budget)
        outcome, said = "failed", None
        if self._left() <= 0:
            raise self._timed_out()
        started = time.monotonic()
        try:
            said = within(
                self._runtime.settings.model_timeout,
                lambda alive: self._listen(client, body, alive),
                self._left,
            )
            outcome = "answered"
        except APIStatusError as error:
            outcome = f"status {error.status_code}"
            raise
        except ValueError as error:
            raise self._no_chat() from error
        finally:
            self._runtime.heard.letters = 0
            usage = _usage(said, time.monotonic() - started)
            self._count(usage, asked, answered=said is not None)
            self._sent(body, rung, outcome, usage)
        if said is None:
            raise self._no_chat()
        return _read_answer(said, rung)

    def _listen(
        self, client: "OpenAI", body: dict[str, Any], alive: Callable[[], None]
    ) -> Spoken | None:
        """Send a request and read its answer, in whichever form it comes."""

        def heard(letters: int) -> None:
            self._runtime.heard.letters += letters
            alive()

        with client.chat.completions.with_streaming_response.create(**body) as response:
            try:
                if EVENTS in response.headers.get("content-type", ""):
                    return pieced(response.iter_lines(), heard)
                return whole(response.text())
            except (BrokenOff, ValueError):
                raise
            except Exception as error:  # whatever library carries the bytes
                raise BrokenOff from error

    def _count(self, usage: Usage, asked: int, *, answered: bool) -> None:
        """Add a call to what was spent; an endpoint that counts nothing is counted by length."""
        tokens_in = usage.tokens_in if usage.tokens_in is not None else asked * answered
        for spent in (self._spent, self._runtime.spent):
            spent.add(tokens_in, usage.tokens_out or 0, self._runtime.settings.budget)

    def _without_key(self, text: str) -> str:
        """Give an endpoint's words without the key, should it repeat it."""
        key = self._key()
        return text.replace(key, "***") if len(key) >= SHORTEST_KEY else text

    def _left(self) -> float:
        """Give the seconds that planning may still take."""
        return self._until - time.monotonic()

    def _timed_out(self) -> TimedOut:
        seconds = self._runtime.settings.timeout
        return TimedOut(
            f"planning with {self._host} took longer than {seconds:g} s; nothing was written",
            hint="give it more time with --timeout SECONDS, or --planner offline",
        )

    def _no_chat(self) -> Unreachable:
        hint = "OPENAI_BASE_URL usually ends in /v1; vibecli doctor tells more"
        return Unreachable(f"{self._host} does not answer as a chat endpoint", hint=hint)

    def _unreachable(self, error: "APIStatusError") -> Unreachable:
        status = error.status_code
        if status in KEY_ERRORS:
            message = f"{self._host} refused the key ({status})"
            return Unreachable(message, hint="check OPENAI_API_KEY")
        if _too_long(error):
            message = f"{self._host}: the prompt is longer than the model can read"
            return Unreachable(message, hint="choose another VIBECLI_MODEL, or --planner offline")
        reason = (
            self._without_key(str(error.message))
            .removeprefix(f"Error code: {status} - ")
            .split("\n", 1)[0][:QUOTED]
        )
        return Unreachable(f"{self._host} answered {status}: {reason}", hint=OFFLINE_HINT)


def _about_feature(error: "APIStatusError") -> bool:
    """True when a lower rung may work: the endpoint lacks the feature, not the model."""
    text = str(error.message).lower()
    missing_model = "model" in text and ("not found" in text or "not exist" in text)
    return error.status_code in FEATURE_ERRORS and not missing_model and not _too_long(error)


def _too_long(error: "APIStatusError") -> bool:
    text = str(error.message).lower()
    return "context" in text and any(word in text for word in ("length", "window", "exceed"))


def _busy(error: "APIStatusError") -> bool:
    told = error.response.headers.get("x-should-retry")
    return error.status_code in BUSY_ERRORS and told != "false"


def _wait(error: "APIStatusError", otherwise: float, now: datetime) -> float:
    """Give the seconds the endpoint asks to wait, in seconds or as a time, within reason."""
    told = error.response.headers.get("retry-after", "")
    try:
        seconds = float(told)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(told) - now).total_seconds()
        except (ValueError, TypeError):
            return otherwise
    return min(max(seconds, 0.0), LONGEST_PAUSE) if not math.isnan(seconds) else otherwise


def _ways_left(ways: list[Way], tried: Way, error: "APIStatusError") -> list[Way]:
    """Give what may still work: nothing when no feature is missing.

    An endpoint that says that it cannot stream is asked for the same in one piece.
    """
    if not _about_feature(error):
        return []
    if tried.streams and "stream" in str(error.message).lower():
        lower = RUNGS[RUNGS.index(tried.rung) :]
        return [way for way in ways if not way.streams and way.rung in lower]
    return ways


def _read_answer(said: Spoken, rung: Rung) -> Completion:
    """Take the text out of an answer."""
    if said.refusal:
        return Completion(text=said.refusal, rung=rung, refused=True)
    if said.finish == "content_filter":
        return Completion(text="the endpoint's content filter stopped it", rung=rung, refused=True)
    return Completion(text=answer_object(said.text or ""), rung=rung, cut=said.finish == "length")


def _usage(said: Spoken | None, seconds: float) -> Usage:
    """Give what a call took; endpoints that count no tokens tell none."""
    counted = said or Spoken()
    return Usage(
        seconds=round(seconds, 4), tokens_in=counted.tokens_in, tokens_out=counted.tokens_out
    )


def _usable(key: str) -> str:
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        raise UsageError("the key for the model is empty or no key", hint="check OPENAI_API_KEY")
    return key


def _read_key(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "no text in UTF-8"
        raise UsageError(f"cannot read the key file {path}: {reason}") from error
