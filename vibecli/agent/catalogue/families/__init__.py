"""The intents of the catalogue, one family a file; each reads a whole intent or gives None."""
