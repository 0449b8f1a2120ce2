"""The retail example's generator: a made-up population and the messy records kept about it."""
