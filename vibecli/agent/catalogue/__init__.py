"""The offline planner: a closed catalogue of intents, read word by word, never guessed."""
