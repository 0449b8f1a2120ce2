"""Running plans: shadow, diff, rules, review, commit, journal, undo.

Knows no model and no network.
"""
