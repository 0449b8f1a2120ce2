"""The offline planner: a closed catalogue of customer-data intents, read word by word, never guessed."""
