"""Features as of a moment, labels, models: what is learnt from the events of customers."""
