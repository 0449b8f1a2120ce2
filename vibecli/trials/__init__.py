"""Trials: how well a planner turns intents into plans, judged by the state they end in.

Each intent of a folder is asked on a copy of its database, in a temporary workspace; what would
change is applied there and nowhere else. (How good an identity table is, `run/evaluate.py` judges.)
"""
