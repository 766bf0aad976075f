"""Names of colleagues by their account: who assigned, looked, wrote, proposed."""

from __future__ import annotations

from collections.abc import Iterable

from sakimawari.console.city import City
from sakimawari.guard.accounts.store import staff_names


def colleagues(there: City, accounts: Iterable[str]) -> dict[str, str]:
    """The names of these accounts; an account that is gone stands by its id."""
    wanted = {account for account in accounts if account}
    return {id: id for id in wanted} | staff_names(wanted, there.keys)
