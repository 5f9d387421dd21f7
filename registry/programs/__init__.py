"""Programs in stages: cohorts, their results, and the cut from one stage to the next."""
