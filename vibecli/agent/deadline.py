"""A deadline on one blocking call: whatever the other side does, the caller goes on in time.

A network library bounds each read, and an endpoint that drips a byte at a time never misses one.
Owns the thread such a call runs in. What a call that was given up still does is not waited for.
"""

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class TooLate(Exception):
    """The time was up before the call came back."""


def within(seconds: float, call: Callable[[], T]) -> T:
    """Give what a call gives, or raise what it raises. Raises TooLate after so many seconds."""
    answers: list[T] = []
    failures: list[BaseException] = []
    done = threading.Event()

    def work() -> None:
        try:
            answers.append(call())
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            failures.append(error)
        done.set()

    threading.Thread(target=work, name="model-call", daemon=True).start()
    if not done.wait(seconds):
        raise TooLate
    if failures:
        raise failures[0]
    return answers[0]
