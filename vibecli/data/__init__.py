"""The user's data: loading it, knowing it (catalog, profile, roles), and masking what is personal."""
