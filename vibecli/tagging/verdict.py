"""What was found or said about one column: its tag, how sure, and why."""

from typing import Literal

from vibecli.model import Model
from vibecli.tagging.tag import Sensitivity, Tag


class TagVerdict(Model):
    """A column's tag as told by its evidence, or as a person decided it."""

    tag: Tag | None  # None: holds nothing about a person that has a tag
    sensitivity: Sensitivity
    confidence: float  # 0..1, that the tag is right
    why: tuple[str, ...] = ()  # the evidence, the strongest first; never a value of the column
    source: Literal["evidence", "contract"] = "evidence"
