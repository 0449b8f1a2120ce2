"""Features as of a moment, labels, models: what is learnt from the events of customers.

A model: `fitting.fit(frame, spec)` tries and judges, `Fitted.artefact()` keeps, `artefact.opened`
makes a `Scorer` of the bytes, `contest.compare` judges two of them; `report` has what is told.
"""
