"""Events in stream: each micro-batch is checked, resolved to persons and written at once.

Owns standing rules, sources of events and what one batch does in one transaction. It prints nothing
and asks nobody: a rule was approved when it was made.
"""
