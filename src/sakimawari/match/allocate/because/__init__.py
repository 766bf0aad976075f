"""Why each wish was or was not met, as data read off the plan; words are made in `telling`."""
