"""The JSON schemas `vibecli schema` prints."""

from typing import Any

from vibecli.errors import UsageError
from vibecli.model import Model


def schema_of(name: str) -> dict[str, Any]:
    """Give the JSON schema of one of the models that cross vibecli's boundary."""
    from vibecli.identity.verdicts import Verdict
    from vibecli.plan.model import Plan, Reply
    from vibecli.plan.saved import SavedIntent
    from vibecli.run.check_outcome import CheckOutcome
    from vibecli.run.comparison import Comparison
    from vibecli.run.contrast import IntentContrast
    from vibecli.run.customer import Customer
    from vibecli.run.decisions import Decisions
    from vibecli.run.evaluation import Evaluation
    from vibecli.run.explanation import Explanation
    from vibecli.run.model import Decision, Receipt, Review
    from vibecli.run.quality_report import QualityReport
    from vibecli.trials.scorecard import Scorecard

    models: dict[str, type[Model]] = {
        "reply": Reply,
        "plan": Plan,
        "review": Review,
        "intent": SavedIntent,
        "decision": Decision,
        "decisions": Decisions,
        "receipt": Receipt,
        "check": CheckOutcome,
        "intent-diff": IntentContrast,
        "diff": Comparison,
        "evaluation": Evaluation,
        "explanation": Explanation,
        "customer": Customer,
        "quality": QualityReport,
        "scorecard": Scorecard,
        "verdict": Verdict,
    }
    if name not in models:
        raise UsageError(f"no schema named {name}", hint=f"one of {', '.join(models)}")
    model = models[name]
    return model.strict_schema() if name == "reply" else model.model_json_schema()
