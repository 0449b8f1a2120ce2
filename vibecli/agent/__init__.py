"""From words to a plan: context, planners, client, repair, egress.

It can never approve or apply.
"""
