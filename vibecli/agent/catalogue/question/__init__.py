"""Questions: what an intent asks of the rows, read word by word into one SELECT."""
