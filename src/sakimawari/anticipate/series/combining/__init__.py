"""Several members' sample paths made into one: weights learned on past origins, kept near equal."""
