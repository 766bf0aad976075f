"""Anticipate: what demand is coming, for whom, where and when, and when reality departs from it.

Belongs here: projecting people, passing them through the rules, forecasting series, alerts, and
walking back from a target. Not here: who is entitled today (`fit`), telling anybody (`reach`).
"""
