"""The folder a match leaves behind: problem, settings, seed, result, certificate; re-checked by anyone."""
