"""A learner's days: the workspace, lessons, hints, pictures, and where they stand."""
