"""CPU and wall time of whole commands, by hand: python tests/benchmarks/start_up.py

Prints the median of several runs; the budgets are those of the terminal contract. Nothing is asserted:
a shared machine's clock is no test.
"""

import resource
import statistics
import subprocess
import sys
import time

RUNS = 5
COMMANDS = {
    "--version": (["--version"], "40 ms CPU"),
    "--help": (["--help"], "170 ms CPU"),
    "demo": (["demo"], "10 s wall"),
}


def measure(arguments):
    """Give CPU and wall seconds of one run, children included."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run([sys.executable, "-m", "vibecli", *arguments], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.monotonic() - started


if __name__ == "__main__":
    for name, (arguments, budget) in COMMANDS.items():
        cpu, wall = zip(*(measure(arguments) for _ in range(RUNS)), strict=True)
        print(
            f"{name:10} cpu {statistics.median(cpu):.3f} s  wall {statistics.median(wall):.3f} s"
            f"  (budget {budget})"
        )
