"""Where a plan comes from: the words of the project it uses, the approval it repeats, the prompts.

Part of the review and of the record; nothing is decided from it.
"""

from vibecli.model import Model


class Origin(Model):
    """What a plan was made with, besides the intent."""

    used: tuple[str, ...] = ()  # entries of the glossary that stand in the plan
    passed_over: tuple[str, ...] = ()  # entries the intent says whose SQL stands in no step
    given: tuple[str, ...] = ()  # values of the saved intent's parameters, NAME=VALUE
    verified: str = ""  # which verified intent it repeats, kept by whom and when
    prompt: str = ""  # hash of the prompts a model was given
