"""What is looser than what: each setting one way, and never the other."""

import pytest

from vibecli.policybook import Consent, Policy, Shares
from vibecli.rulebook import Rules
from vibecli.run.loosened import loosened
from vibecli.run.policies import Recorded

CONSENT = Consent("c", "k", "ok", ("tag:email", "tag:phone"), "mail")


@pytest.mark.parametrize(
    ("strict", "loose"),
    [
        (Policy(protected=("a.*",)), Policy(protected=("a.b",))),
        (Policy(protected=("tag:email",)), Policy(protected=("*tag:email*",))),
        (Policy(max_removed=0), Policy()),
        (Policy(min_rows=5), Policy()),
        (Policy(tables=(("a", Shares(max_changed=0.1)),)), Policy()),
        (Policy(), Policy(tables=(("a", Shares(max_changed=0.9)),))),
        (Policy(approvals=(("default", 2),)), Policy(approvals=(("default", 2), ("tag", 1)))),
        (Policy(consent=(CONSENT,)), Policy(consent=(Consent("c", "k", "true", (), "mail"),))),
        (Policy(raw_personal="deny"), Policy()),
        (Policy(model_may_see="names"), Policy(model_may_see="shapes")),
        (Policy(rules=Rules(orphans="block")), Policy()),
        (Policy(rules=Rules(values=(("a.b", ("x",)),))), Policy()),
        (Policy(), Policy(rules=Rules(overridable=("orphans",)))),
    ],
)
def test_loosening_is_told_one_way(strict, loose):
    assert len(loosened(strict, loose)) == 1
    assert not loosened(loose, strict) or strict.protected or strict.consent
    kept = Recorded.model_validate_json(Recorded(policy=strict).model_dump_json())
    assert (kept.policy, loosened(kept.policy, strict)) == (strict, ())
