"""The clock of one engine's process: wall, CPU and peak memory from its launch, stage by stage.

Both engines read it at the same point, when every record has its cluster and before anything is
written for the scoring. It imports nothing heavy, so that imports are measured too.
"""

import resource
import time


class Watch:
    """Runs from `started`, the parent's monotonic clock at the launch."""

    def __init__(self, started):
        self._started = self._last = started
        self._stages = []
        self._name = "starting"

    def stage(self, name):
        """End the stage under way and begin another."""
        now = time.monotonic()
        self._stages.append([self._name, now - self._last])
        self._last, self._name = now, name

    def report(self, **more):
        """End the last stage and give what was used."""
        self.stage("")
        used = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return {
            "wall": self._last - self._started,
            "cpu": sum(u.ru_utime + u.ru_stime for u in used),
            "mb": max(u.ru_maxrss for u in used) / 1024,
            "stages": self._stages,
            **more,
        }
