"""The JSON schemas `vibecli schema` prints."""

from typing import Any

from vibecli.errors import UsageError


def schema_of(name: str) -> dict[str, Any]:
    """Give the JSON schema of one of the models that cross vibecli's boundary."""
    from vibecli.plan.model import Reply
    from vibecli.plan.saved import SavedIntent
    from vibecli.run.model import Decision, Receipt, Review

    models = {
        "reply": Reply,
        "review": Review,
        "intent": SavedIntent,
        "decision": Decision,
        "receipt": Receipt,
    }
    if name not in models:
        raise UsageError(f"no schema named {name}", hint=f"one of {', '.join(models)}")
    return Reply.strict_schema() if name == "reply" else models[name].model_json_schema()
