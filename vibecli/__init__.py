"""vibecli: a conversational command-line agent for customer-data work."""

__version__ = "0.1.0"
