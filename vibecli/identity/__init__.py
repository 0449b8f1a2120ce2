"""Identity resolution: who is who, how sure, and which value survives."""
