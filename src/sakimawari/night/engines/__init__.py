"""Where a night is worked out: here at once, here part by part, or on a cluster with Spark.

Belongs here: handing parts of a city to whoever works on them, and joining what they wrote. Does
not: what a part says (`fit`), and the publication of a run (`night/run.py`).
"""
