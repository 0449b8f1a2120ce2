"""Where a standing rule keeps what it computes of a person: a table of features, columns of scores.

Owns the findings about them and their making, in the plan that makes the rule. They are empty until
events come.
"""

from vibecli.engine.base import Column, table_sql
from vibecli.engine.names import key_of, quote
from vibecli.errors import StepFailed
from vibecli.learn.definition import FeatureSet
from vibecli.learn.extra import required
from vibecli.learn.printed import printed_select
from vibecli.learn.registry import MODELS, registered
from vibecli.learn.spine import spine_own
from vibecli.steps.alteration import Alteration
from vibecli.steps.base import Bench, Finding, Shadow, Step
from vibecli.steps.feature_check import SetCheck, output_findings
from vibecli.steps.predicate import predicate_findings
from vibecli.steps.score_rows import SCORE_TYPES, unread_told
from vibecli.steps.standing import StandingRule
from vibecli.steps.targets import by_name


def no_model(step: Step, rule: StandingRule) -> Finding:
    """Give the finding of a rule whose model was never trained."""
    hint = f"vibecli ask 'train a {rule.model} model'"
    return step.finding("no-model", "no model has been trained yet", hint)


def kept_findings(step: Step, rule: StandingRule, bench: Bench) -> list[Finding]:
    """Give what is wrong with features, model and condition of a rule; declares their places."""
    found: list[Finding] = []
    if rule.features is not None:
        found += _features(step, rule, rule.features, bench)
    if rule.model is not None and not found:
        required()
        columns = bench.columns(rule.profile) or ()
        bench.declare(rule.profile, [*columns, *_lacking(rule, columns)])
    if rule.when is not None and not found:
        found += predicate_findings(step, bench, rule.profile, rule.when)
    return found


def _features(step: Step, rule: StandingRule, features: FeatureSet, bench: Bench) -> list[Finding]:
    found = SetCheck(step, features, bench).findings()
    if not _of_profile(rule, features):
        message = f"the features are of {features.entity}, not of {rule.profile}"
        found.append(
            step.finding("bad-rule", message, f"name entity {rule.profile}, key {rule.key}")
        )
    found += output_findings(step, features, bench, rule.features_into)
    if not found:
        bench.declare(rule.features_into, bench.bind(_select(features)))
    return found


def keep_places(shadow: Shadow, rule: StandingRule) -> None:
    """Make the table of features and the columns of scores that are not there yet.

    Raises StepFailed for a model that is not there, or is of others than the profiles.
    """
    if rule.features is not None and not shadow.exists(rule.features_into):
        select = f"{_select(rule.features)} LIMIT 0"
        shadow.create(rule.features_into, select, keys=(rule.features.key,))
    if rule.model is None:
        return
    model = registered(shadow.session, table_sql(MODELS), rule.model)
    if model is None:
        raise StepFailed(f"there is no model {rule.model}", hint="vibecli models lists them")
    if isinstance(model.features, FeatureSet) and not _of_profile(rule, model.features):
        raise StepFailed(
            f"the model {rule.model} is about {model.customers}, not {rule.profile}.{rule.key}",
            hint=f"train a model of {rule.profile}",
        )
    shadow.notices.extend(unread_told(shadow, model))
    for column in _lacking(rule, shadow.columns(rule.profile)):
        change = Alteration(change="add", column=column.name, type=column.type)
        shadow.alter(rule.profile, change)


def _lacking(rule: StandingRule, columns: tuple[Column, ...]) -> list[Column]:
    """Give the columns of scores that the profile has not yet."""
    there = by_name(columns)
    made = zip(rule.scores_into, SCORE_TYPES, strict=True)
    return [Column(name, kind) for name, kind in made if name.lower() not in there]


def _of_profile(rule: StandingRule, features: FeatureSet) -> bool:
    about = (key_of(features.entity), features.key.lower())
    return about == (key_of(rule.profile), rule.key.lower())


def _select(features: FeatureSet) -> str:
    """Give the SELECT of the rows of the table, in its shape."""
    rows = printed_select(features, spine_own(features))
    return f"SELECT key AS {quote(features.key)}, cut AS as_of, * EXCLUDE (key, cut) FROM ({rows})"
