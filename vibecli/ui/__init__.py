"""Screens and formats: everything a person or a script reads passes through here.

Owns the drawing of models as text and their writing as json, jsonl, csv and Markdown;
`ui.terminal` is the only writer to stdout and stderr. Never decides, asks the engine or changes
data.
"""
