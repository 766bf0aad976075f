"""Rounds of visits: who goes where, when, with whom, and why somebody could not be visited.

`values` holds what is asked and answered, `travel` the ways, `timing` one round by the clock, `plan`
who does what and its price, `solving` the search (PyVRP), `reasons` why a visit is not made,
`verifying` an examiner of its own. Times are whole seconds since midnight of the first day.
"""

from pathlib import Path


def schema_file() -> Path:
    """The JSON Schema of the tables taken and the plan left behind."""
    return Path(__file__).parent / "schema.json"
