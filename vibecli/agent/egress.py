"""What leaves this machine: consent per workspace and host before, one log line and the body after.

Nothing is sent to a host beyond this machine before a person consented to it, at that level.
"""

import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlparse

from pydantic import ValidationError

from vibecli.errors import ActionNeeded, UsageError
from vibecli.model import Model
from vibecli.policybook import EgressLevel
from vibecli.runtime import Runtime

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
LEVELS: tuple[EgressLevel, ...] = get_args(EgressLevel)
DEFAULT_BASE_URL = "https://api.openai.com/v1"
LOG, BODIES = "egress.jsonl", "egress"  # in the state folder


class Consent(Model):
    """A person's consent to send context of this workspace to one host."""

    host: str
    level: EgressLevel
    by: str
    at: str


class Usage(Model):
    """What one call took: seconds, and the tokens the endpoint counted, where it tells them."""

    seconds: float = 0.0
    tokens_in: int | None = None
    tokens_out: int | None = None


class Sent(Usage):
    """One line of the egress log."""

    at: str
    host: str
    model: str
    level: EgressLevel
    rung: str
    columns: tuple[str, ...]
    sha256: str
    bytes: int
    outcome: str


def host_of(base_url: str | None) -> str:
    """Give the host a base URL names. Raises UsageError when it names none."""
    try:
        host = urlparse(base_url or DEFAULT_BASE_URL).hostname
    except ValueError:
        host = None
    if not host:
        raise UsageError(f"not a base URL: {base_url}", hint="OPENAI_BASE_URL=https://HOST/v1")
    return host


def require_consent(runtime: Runtime) -> str:
    """Give the model's host when sending is allowed. Raises ActionNeeded or UsageError."""
    settings = runtime.settings
    host = host_of(settings.base_url)
    if settings.egress == "none":
        raise UsageError(
            "the egress level is none: no model may be called", hint="--planner offline"
        )
    if host in LOOPBACK or host in settings.consent:
        return host
    granted = [c for c in _consents(settings.state) if c.host == host]
    if granted and LEVELS.index(granted[-1].level) >= LEVELS.index(settings.egress):
        return host
    raise ActionNeeded(
        f"{host} would be sent {_what(settings.egress)} of this workspace; consent is missing",
        hint=f"vibecli config consent {host} --level {settings.egress}, or --planner offline",
        details={"action": "consent", "host": host, "level": settings.egress},
    )


def named_host(text: str) -> str:
    """Give the host a person names, by itself or in a URL. Raises UsageError."""
    url = text.strip() if "://" in text else f"https://{text.strip()}"
    host = host_of(url)
    if not re.fullmatch(r"[\w.-]+|[0-9a-f:.]+", host):
        raise UsageError(f"not a host: {text}", hint="vibecli config consent api.example.com")
    return host


def grant(runtime: Runtime, host: str, level: EgressLevel) -> None:
    """Record a person's consent; a later one for the same host replaces it."""
    consent = Consent(
        host=host,
        level=level,
        by=runtime.person(),
        at=runtime.now().isoformat(timespec="seconds"),
    )
    _append(runtime.settings.state / "consent.jsonl", consent.model_dump_json())


def record_sent(
    runtime: Runtime,
    body: dict[str, Any],
    *,
    rung: str,
    columns: tuple[str, ...],
    outcome: str,
    usage: Usage,
) -> None:
    """Log what was sent, and keep the body beside the log."""
    state, settings = runtime.settings.state, runtime.settings
    text = json.dumps(body, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    line = Sent(
        at=runtime.now().isoformat(timespec="seconds"),
        host=host_of(settings.base_url),
        model=settings.model,
        level=settings.egress,
        rung=rung,
        columns=columns,
        sha256=digest,
        bytes=len(text.encode()),
        outcome=outcome,
        **usage.model_dump(),
    )
    _append(state / LOG, line.model_dump_json())
    _append(state / BODIES / f"{digest}.json", text, once=True)


def read_sent(state: Path) -> tuple[tuple[Sent, str], ...]:
    """Give the lines of the egress log, each with the body that was sent."""
    try:
        lines = (state / LOG).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ()
    found = [Sent.model_validate_json(line) for line in lines]
    bodies = state / BODIES
    return tuple((one, (bodies / f"{one.sha256}.json").read_text("utf-8")) for one in found)


def _what(level: EgressLevel) -> str:
    return {
        "none": "nothing",
        "names": "table and column names",
        "shapes": "names, counts, masked shapes and frequent values that are not personal",
        "values": "names, counts and sample values, personal ones too",
    }[level]


def _consents(state: Path) -> list[Consent]:
    path = state / "consent.jsonl"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    return [consent for line in lines if line.strip() for consent in _consent(line)]


def _consent(line: str) -> list[Consent]:
    """Read one consent; a line that is none consents to nothing."""
    try:
        return [Consent.model_validate_json(line)]
    except ValidationError:
        return []


def _append(path: Path, line: str, *, once: bool = False) -> None:
    """Add a line to a file only this person may read; `once` leaves an existing file alone."""
    if once and path.exists():
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as file:
            file.write(line + "\n")
    except OSError as error:
        raise UsageError(
            f"cannot write {path.name} in the state folder: {error.strerror}",
            hint="set VIBECLI_STATE to a folder you can write",
        ) from error
