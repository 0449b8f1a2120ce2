"""The command line: flags in, one flow verb, one screen out."""
