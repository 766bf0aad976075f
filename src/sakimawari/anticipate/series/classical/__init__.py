"""Classical ways of forecasting one series from its own past, compiled for many series at once.

Belongs here: members that look at one series only (levels, trends, seasons) and their kernels. Not
here: calendars and exposure (`counts`), learning across series (`boosted`), weights (`combining`).
"""
