"""The interactive session: prompt loop, slash commands, completion."""
