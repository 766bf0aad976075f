"""What goes unclaimed, as money a year."""

import numpy as np

from sakimawari.fit.gap import yen_per_year


def test_a_monthly_amount_counts_twelve_times_a_year_and_a_share_is_no_money() -> None:
    amounts = np.asarray([10_000], np.int64)
    assert yen_per_year(amounts, "円/月").tolist() == [120_000]
    assert yen_per_year(amounts, "円/回").tolist() == [10_000]
    assert yen_per_year(amounts, "割").tolist() == [0]
    assert yen_per_year(amounts, "円/回（国の予算単価）").tolist() == [10_000]
