"""Step kinds: what a plan is made of, one file each."""
