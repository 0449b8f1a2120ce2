"""Which planner answers: a replay of an approved plan, the model, or the offline catalogue."""

from collections.abc import Callable

from vibecli.agent.planner import Planner
from vibecli.runtime import Runtime

ValueLookup = Callable[[str], list[tuple[str, str, str]]]


def choose_planner(runtime: Runtime, find_value: ValueLookup, *, offline: bool = False) -> Planner:
    """Give the planner the settings ask for; `auto` takes the model when one is configured.

    Args:
        runtime: settings and environment.
        find_value: local look-up of a word in the data, giving (table, column, value); used offline
        only.
        offline: take the catalogue, whatever the settings say.
    """
    if uses_model(runtime) and not offline:
        from vibecli.agent.llm import ModelPlanner

        return ModelPlanner(runtime)
    from vibecli.agent.catalogue.planner import CataloguePlanner

    return CataloguePlanner(find_value)


def uses_model(runtime: Runtime) -> bool:
    """True when the settings ask for a model."""
    choice = runtime.settings.planner
    return choice == "model" or (choice == "auto" and model_configured(runtime))


def model_configured(runtime: Runtime) -> bool:
    """True when a key or an endpoint is set."""
    settings = runtime.settings
    return bool(runtime.environment.get("OPENAI_API_KEY") or settings.base_url or settings.key_file)
