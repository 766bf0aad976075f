"""収納 and 公金受取口座: who owes the city, and whose account for payments is known."""

from __future__ import annotations

import numpy as np

from sakimawari.city.formats import flags
from sakimawari.city.part import Part, Sheets, chance

ARREARS = "32_収納.csv"
ACCOUNTS = "32b_公金受取口座.csv"
_IN_ARREARS = 0.03  # of households (invented)
_ACCOUNT_KNOWN = 0.55  # near デジタル庁: accounts registered for a little more than half of all


def sheets(part: Part) -> Sheets:
    """One row a person in arrears, one for each account known."""
    people = part.people
    owes = chance(part.stream("arrears"), _IN_ARREARS, people.households)
    heads = people.homes.head == np.arange(people.count)
    late = np.flatnonzero(owes[people.homes.household] & heads & ~part.living.welfare)
    known = np.flatnonzero(chance(part.stream("accounts"), _ACCOUNT_KNOWN, people.count))
    return {
        ARREARS: {"宛名番号": people.ids(late), "滞納": flags(np.ones(len(late), np.bool_))},
        ACCOUNTS: {
            "宛名番号": people.ids(known),
            "公金受取口座登録": flags(np.ones(len(known), np.bool_)),
        },
    }
