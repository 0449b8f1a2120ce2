"""The rules by which names of columns claim tags."""

from vibecli.tagging import code_rules, person_rules, place_rules
from vibecli.tagging.name_words import NameRule

RULES: tuple[NameRule, ...] = (*code_rules.RULES, *person_rules.RULES, *place_rules.RULES)
