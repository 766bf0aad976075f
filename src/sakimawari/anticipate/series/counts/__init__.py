"""The count engine: how many will come, by the calendar, the season and the level of late.

Belongs here: series of whole numbers with a calendar behind them (visits, calls, applications,
cases). Not here: which engine is best for a series (`combining`), sums over a hierarchy
(`reconciling`).
"""
