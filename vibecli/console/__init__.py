"""What the command line and the conversation share: shell, outcomes, the one decision."""
