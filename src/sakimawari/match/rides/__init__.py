"""Rides on demand (デマンド交通): who is fetched by which vehicle, when, and why somebody could not be.

`values` holds what is asked and answered, `laying` a task as columns, `schedule` one run by the clock
(Cordeau and Laporte's eight steps, compiled), `kernel` and `searching` the search, `solving` plans of
a day, `calling` the answer to a telephone call, `reasons` why a ride is not given, `verifying` an
examiner of its own. Times are whole seconds since midnight of the day.
"""

from pathlib import Path


def schema_file() -> Path:
    """The JSON Schema of the tables taken and the plan left behind."""
    return Path(__file__).parent / "schema.json"
