"""A deadline on one blocking call: whatever the other side does, the caller goes on in time.

A network library bounds each read, and an endpoint that drips a byte at a time never misses one.
Owns the thread such a call runs in. What a call that was given up still does is not waited for.
"""

import math
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class TooLate(Exception):
    """The time was up before the call came back or told that it goes on."""


def within(
    silence: float,
    call: Callable[[Callable[[], None]], T],
    left: Callable[[], float] = lambda: math.inf,
) -> T:
    """Give what a call gives, or raise what it raises.

    Args:
        silence: seconds it may go without a sign of life.
        call: is handed what it calls as a sign of life.
        left: the seconds it may still take in all.

    Raises:
        TooLate: it was silent for too long, or took too long.
    """
    answers: list[T] = []
    failures: list[BaseException] = []
    done, sign = threading.Event(), threading.Event()

    def work() -> None:
        try:
            answers.append(call(sign.set))
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            failures.append(error)
        done.set()
        sign.set()

    threading.Thread(target=work, name="model-call", daemon=True).start()
    while not done.is_set():
        if not sign.wait(max(0.0, min(silence, left()))):
            raise TooLate
        sign.clear()
    if failures:
        raise failures[0]
    return answers[0]
