"""The only module that imports openai: one completion, down the ladder as far as it must."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from vibecli.agent.egress import DEFAULT_BASE_URL, LOOPBACK, host_of
from vibecli.agent.ladder import RUNGS, Rung, RungMemory, outermost_object, request_body
from vibecli.errors import Interrupted, Unreachable, UsageError
from vibecli.runtime import Runtime

if TYPE_CHECKING:
    from openai import APIStatusError, OpenAI

RETRIES = 2
FEATURE_ERRORS = {400, 404, 415, 422, 501}
KEY_ERRORS = {401, 403}
OFFLINE_HINT = "vibecli doctor, or --planner offline"
Sent = Callable[[dict[str, Any], str, str], None]


class Completion(NamedTuple):
    """A model's answer; `refused` when it declined in its own channel."""

    text: str
    rung: Rung
    refused: bool = False
    cut: bool = False


class ModelClient:
    """Asks one endpoint for one JSON answer at a time."""

    def __init__(self, runtime: Runtime, sent: Sent) -> None:
        self._runtime = runtime
        self._sent = sent
        settings = runtime.settings
        self._memory = RungMemory(
            settings.state, settings.base_url or DEFAULT_BASE_URL, settings.model
        )

    def complete(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> Completion:
        """Give the model's answer. Raises Unreachable, Interrupted, UsageError (no key)."""
        from openai import APIStatusError

        client = self._open()
        complaint: APIStatusError | None = None
        for rung in RUNGS[self._memory.start() :]:
            body = request_body(self._runtime.settings.model, messages, schema, rung)
            try:
                completion = self._call(client, body, rung)
            except APIStatusError as error:
                if not _about_feature(error):
                    raise self._unreachable(error) from error
                complaint = error
                continue
            self._memory.keep(rung)
            return completion
        assert complaint is not None
        raise self._unreachable(complaint) from complaint

    def _open(self) -> "OpenAI":
        from openai import OpenAI

        settings = self._runtime.settings
        return OpenAI(
            api_key=self._key(),
            base_url=settings.base_url or DEFAULT_BASE_URL,
            timeout=settings.model_timeout,
            max_retries=RETRIES,
        )

    def _key(self) -> str:
        settings = self._runtime.settings
        if settings.key_file:
            return _read_key(settings.key_file)
        key = self._runtime.environment.get("OPENAI_API_KEY", "").strip()
        if key or host_of(settings.base_url) in LOOPBACK:
            return key or "local"
        raise UsageError("no key for the model", hint="set OPENAI_API_KEY, or --planner offline")

    def _call(self, client: "OpenAI", body: dict[str, Any], rung: Rung) -> Completion:
        """Make one request; every outcome is logged as sent."""
        from openai import APIConnectionError, APIStatusError, APITimeoutError, OpenAIError

        host = host_of(self._runtime.settings.base_url)
        outcome = "failed"
        try:
            answer = client.chat.completions.create(**body)
            outcome = "answered"
        except KeyboardInterrupt as stop:
            raise Interrupted("the model call was stopped; nothing was written") from stop
        except APIStatusError as error:
            outcome = f"status {error.status_code}"
            raise
        except APITimeoutError as error:
            seconds = self._runtime.settings.model_timeout
            raise Unreachable(
                f"{host} did not answer within {seconds:g} s", hint=OFFLINE_HINT
            ) from error
        except (APIConnectionError, OpenAIError) as error:
            raise Unreachable(f"{host} cannot be reached", hint=OFFLINE_HINT) from error
        finally:
            self._sent(body, rung, outcome)
        return _read_answer(answer, rung)

    def _unreachable(self, error: "APIStatusError") -> Unreachable:
        host, status = host_of(self._runtime.settings.base_url), error.status_code
        if status in KEY_ERRORS:
            return Unreachable(f"{host} refused the key ({status})", hint="check OPENAI_API_KEY")
        reason = str(error.message).split("\n", 1)[0][:160]
        return Unreachable(f"{host} answered {status}: {reason}", hint=OFFLINE_HINT)


def _about_feature(error: "APIStatusError") -> bool:
    """True when a lower rung may work: the endpoint lacks the feature, not the model."""
    text = str(error.message).lower()
    missing_model = "model" in text and ("not found" in text or "not exist" in text)
    return error.status_code in FEATURE_ERRORS and not missing_model


def _read_answer(answer: Any, rung: Rung) -> Completion:
    """Take the text out of an answer, whatever channel it came in."""
    choices = getattr(answer, "choices", None) or []
    if not choices:
        return Completion(text="", rung=rung)
    message = choices[0].message
    if getattr(message, "refusal", None):
        return Completion(text=str(message.refusal), rung=rung, refused=True)
    calls = getattr(message, "tool_calls", None) or []
    text = calls[0].function.arguments if calls else message.content or ""
    cut = choices[0].finish_reason == "length"
    return Completion(text=outermost_object(text), rung=rung, cut=cut)


def _read_key(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise UsageError(f"cannot read the key file {path}: {error.strerror}") from error
