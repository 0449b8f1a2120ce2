"""A stream on a screen and in a pipe."""

import itertools

import pytest

from tests.unit.ui.streams import Screen
from vibecli.stream.run import StreamRun
from vibecli.streaming import StreamProgress
from vibecli.ui.stream import StreamScreen


def batch(events, **more):
    run = StreamRun(id="s", number=1, rule="r", source="f", started_at="", by="")
    counts = {"events": events, "matched": events - 20_000, "new": 20_000, "batches": 1}
    figures = {"rate": 4_457.2, "lag": 1_363_149, "p50": 0.149, "p99": 0.204}
    return StreamProgress(run=run.model_copy(update=counts), **figures | more)


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (80, "4,457/s  lag 1.3 MB  p50/99 149/204 ms  27.0k matched  20.0k new  47,000 events"),
        (40, "4,457/s  lag 1.3 MB  p5…  47,000 events"),
    ],
)
def test_the_live_line_fits_its_screen(width, line):
    screen = Screen(width)
    stream = StreamScreen(screen.terminal, clock=itertools.count().__next__)
    stream.show(batch(47_000))
    assert screen.err.rpartition("\r\x1b[2K")[2] == line
    stream.close()
    assert screen.err.endswith("\r\x1b[2K")


def test_a_pipe_gets_a_line_now_and_then_and_messages_are_no_bytes():
    screen = Screen(tty=False)
    stream = StreamScreen(screen.terminal, clock=itertools.count().__next__)  # a second a look
    stream.tell("opening f")
    for events in range(21_000, 41_000, 1_000):
        stream.show(batch(events, lag=12_345, lag_in="messages"))
    first, *others = screen.err.splitlines()
    assert "lag 12.3k  " in first
    assert 1 <= len(others) < 5
    assert not screen.out
