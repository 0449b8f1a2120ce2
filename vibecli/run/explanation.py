"""What explaining gives: the one document every output is made from.

Personal values in it are masked, unless they were asked for. Saved as JSON, versioned.
"""

from typing import Literal

from vibecli.identity.grounds import ClusterAccount, Waterfall
from vibecli.model import Model

FORMAT = 1
Band = Literal["accept", "review", "reject"]


class Explanation(Model):
    """Why two records are one person or not, or what one person's records rest on."""

    format: int = FORMAT
    kind: Literal["explanation"] = "explanation"
    identity: str
    plan_id: str  # of the plan whose match learnt the weights
    applied: bool  # False: the plan is reviewed only
    accept: float  # probability from which a merge is accepted
    review: float  # and from which a person is asked
    accept_from: Literal["given", "estimated"]
    persons: tuple[str | None, ...]  # of both records, or the one that is explained
    together: bool = True  # whether the identity table has both records as one person
    band: Band | None = None  # of the pair's probability alone
    judged: str = ""  # what a person judged of the two, which no bits outweigh
    pair: Waterfall | None = None
    cluster: ClusterAccount | None = None
    notes: tuple[str, ...] = ()
