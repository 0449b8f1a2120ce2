"""Rules for every test: no model on the network, no colour, no settings of the person who runs it."""

import gc
import os
import signal
import socket
import subprocess
from collections import Counter

import pytest
from hypothesis import settings

from tests import lending, nursery, spy
from vibecli.run import launch

# A shell that starts the tests in the background has Ctrl-C ignored; what they start must hear it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples on every run: a red build must mean a change, not a lucky draw. Search for new
# ones by hand: pytest --hypothesis-profile=default --hypothesis-seed=random
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")

lending.install()
launch.subprocess = nursery.Worker  # also for what whole modules and sessions share

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_connect = socket.socket.connect


def _loopback_only(self, address):
    if isinstance(address, tuple) and address[0] not in LOOPBACK:
        raise OSError(f"a test tried to reach {address[0]}")
    return _connect(self, address)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items):
    """Leave all but the first cases of a test marked `few` to the slow lane; begin the long files.

    Whichever worker got a file of minutes last would be waited for.
    """
    cases = Counter()
    for item in items:
        test = item.nodeid.partition("[")[0]
        cases[test] += 1
        few = item.get_closest_marker("few")
        if few and cases[test] > few.args[0]:
            item.add_marker(pytest.mark.slow)
    yield
    sizes = Counter(item.path for item in items)
    items.sort(key=lambda item: (not item.get_closest_marker("long"), -sizes[item.path], item.path))


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Have Python never look for garbage in what is collected: it is there to the end.

    A stream would have it look again, as it lets go of all that was left out when it ends.
    """
    gc.disable()
    done = yield
    gc.freeze()
    gc.unfreeze = lambda: None
    gc.enable()
    return done


@pytest.fixture(autouse=True)
def _sealed(monkeypatch, tmp_path):
    """Block the network beyond this machine, and hide the person's own settings and home."""
    monkeypatch.setattr(socket.socket, "connect", _loopback_only)
    for name in list(os.environ):
        if name.startswith(("VIBECLI_", "OPENAI_", "GITHUB_")) or name in {
            "NO_COLOR",
            "FORCE_COLOR",
        }:
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / ".state"))


@pytest.fixture(autouse=True)
def _spied(tmp_path):
    """No request of any test may hold a raw personal value below the level `values`."""
    spy.heard.clear()
    yield
    found, _ = spy.findings(tmp_path)
    spy.heard.clear()
    assert not found


@pytest.fixture(autouse=True)
def _cold(request, monkeypatch):
    """Start a worker as vibecli does, and not in the nursery, where a test looks at how it starts."""
    if "cold" in request.keywords:
        monkeypatch.setattr(launch, "subprocess", subprocess)
