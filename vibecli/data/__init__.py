"""The user's data: loading it, knowing it, and masking what is personal."""
