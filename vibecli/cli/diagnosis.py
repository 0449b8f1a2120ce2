"""What `doctor` looks at: versions, files, database, model, rights, layers, terminal.

It changes nothing.
"""

import json
import os
import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import urlparse

from vibecli import __version__
from vibecli.console.shell import Shell
from vibecli.errors import NotFound, VibeError
from vibecli.run.doctor_line import DoctorLine

PACKAGES = ("duckdb", "openai", "pydantic", "rapidfuzz", "rich", "typer")
PROBE_SECONDS = 2.0
PORTS = {11434: "Ollama", 1234: "LM Studio", 8080: "llama.cpp", 8000: "vLLM"}
LOCAL_SECONDS = 0.3
MODELS_NAMED, MODEL_LENGTH, MOST_BYTES = 3, 60, 1 << 20


def diagnose(shell: Shell) -> list[DoctorLine]:
    """Give one line a fact: ok, warn or fail, with a hint where something can be done."""
    lines = list(_versions())
    try:
        places = [place for one in shell.sources for place in one.source.split(", ")]
        files = sorted({place.split(":")[0] for place in places if ".toml" in place})
    except VibeError as error:
        return [*lines, _line("fail", "configuration", error.message, error.hint)]
    lines.append(_line("ok", "configuration", ", ".join(files) or "defaults only"))
    found = (_database(shell), *_protection(shell), _state(shell), *_layers(shell), *_model(shell))
    return [*lines, *found, *_forgets(shell), *_local_servers(), _terminal(shell)]


def _versions() -> Iterator[DoctorLine]:
    found = [f"vibecli {__version__}", f"python {platform.python_version()}"]
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            yield _line("fail", package, "not installed", f"pip install {package}")
    yield _line("ok", "versions", ", ".join(found))


def _database(shell: Shell) -> DoctorLine:
    path = shell.settings.database
    try:
        count = len(shell.flow.workspace.catalog(profile=False).tables)
    except NotFound as error:
        return _line("warn", "database", error.message, error.hint)
    except VibeError as error:
        return _line("fail", "database", error.message, error.hint)
    if not os.access(path, os.W_OK):
        return _line("warn", "database", f"{path.name}: {count} tables, read-only", "chmod u+w")
    return _line("ok", "database", f"{path.name}: {count} tables")


def _protection(shell: Shell) -> Iterator[DoctorLine]:
    """Give what is wrong with the glossary and with what is protected; nothing when all is well."""
    flow = shell.flow
    try:
        told = flow.workspace.glossary.protected
    except VibeError as error:
        yield _line("fail", "glossary", error.message, error.hint)
        return
    if not (told or shell.settings.policy.protected):
        return
    try:
        idle = flow.protections_idle(flow.workspace.catalog(profile=False))
    except VibeError:  # told of the database already
        return
    hint = "correct [policy] protected in vibecli.toml, or protected in glossary.yaml"
    yield from (_line("warn", "protection", text, hint) for text in idle)


def _state(shell: Shell) -> DoctorLine:
    state = shell.settings.state
    parent = next((p for p in (state, *state.parents) if p.exists()), state)
    if parent.is_dir() and os.access(parent, os.R_OK | os.W_OK | os.X_OK):
        return _line("ok", "state folder", str(state))
    hint = "set VIBECLI_STATE to a folder you can write"
    return _line("fail", "state folder", f"{state} cannot be written", hint)


def _forgets(shell: Shell) -> Iterator[DoctorLine]:
    """Tell of forgets that were cut off before what is kept beside the database was cleaned."""
    try:
        cut_off = shell.flow.forgetting.cut_off(shell.flow.applying.applied)
    except VibeError:  # told of the database already
        return
    for plan_id in cut_off:
        told = f"plan {plan_id} is written, but not cleaned up after"
        yield _line("fail", "forget", told, f"vibecli apply {plan_id} --confirm=forget")


def _layers(shell: Shell) -> Iterator[DoctorLine]:
    try:
        yield from shell.flow.layers()
    except (OSError, VibeError) as error:
        yield _line("fail", "layers", f"cannot be tried: {error}", "set TMPDIR to another folder")


def _model(shell: Shell) -> Iterator[DoctorLine]:
    from vibecli.agent.choice import model_configured
    from vibecli.runtime import Runtime

    settings = shell.settings
    if settings.planner == "offline" or not model_configured(Runtime(settings=settings)):
        hint = "set OPENAI_API_KEY or OPENAI_BASE_URL for a model"
        yield _line("ok", "planner", "offline catalogue", hint)
        return
    host = urlparse(settings.base_url or "https://api.openai.com/v1")
    port = host.port or (443 if host.scheme == "https" else 80)
    where = f"{settings.model} at {host.hostname}"
    if _reachable(host.hostname or "", port):
        yield _line("ok", "model", f"{where} answers")
    else:
        yield _line("fail", "model", f"{where} cannot be reached", "or use --planner offline")


def _reachable(host: str, port: int) -> bool:
    """True when something listens; sends no data."""
    import socket

    try:
        with socket.create_connection((host, port), timeout=PROBE_SECONDS):
            return True
    except OSError:
        return False


def _local_servers() -> Iterator[DoctorLine]:
    """Name the model servers on this machine; none of them is used unless a person says so."""
    for port, program in PORTS.items():
        models = served_models(port)
        if models is None:
            continue
        named = ", ".join(models[:MODELS_NAMED]) or "no model loaded"
        model = models[0] if models else "NAME"
        use = f"OPENAI_BASE_URL=http://127.0.0.1:{port}/v1 VIBECLI_MODEL={model}"
        where = f"port {port} ({program} by default): {named}; not used unless you say so"
        yield _line("ok", "local model", where, use)


def served_models(port: int) -> list[str] | None:
    """Give the models a server on this machine lists, None where none answers as one."""
    from http.client import HTTPException

    from vibecli.agent.deadline import TooLate, within

    try:
        listed = within(LOCAL_SECONDS, lambda _alive: _listed(port))
        return [str(one["id"])[:MODEL_LENGTH] for one in listed["data"]]
    except (OSError, HTTPException, ValueError, KeyError, TypeError, TooLate):
        return None


def _listed(port: int) -> Any:
    """Give what a server on this machine answers to the question for its models."""
    from http.client import HTTPConnection

    connection = HTTPConnection("127.0.0.1", port, timeout=LOCAL_SECONDS)
    try:
        connection.request("GET", "/v1/models", headers={"Accept": "application/json"})
        return json.loads(connection.getresponse().read(MOST_BYTES))
    finally:
        connection.close()


def _terminal(shell: Shell) -> DoctorLine:
    terminal = shell.terminal
    colour = "colour" if terminal.out_color else "no colour"
    kind = "terminal" if terminal.out_tty else "no terminal"
    return _line("ok", "output", f"{kind}, {terminal.width} columns, {colour}")


def _line(status: str, name: str, message: str, hint: str = "") -> DoctorLine:
    return DoctorLine.model_validate(
        {"status": status, "name": name, "message": message, "hint": hint}
    )
