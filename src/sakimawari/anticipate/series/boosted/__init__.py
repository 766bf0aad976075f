"""One model for all series: trees that correct the count engine by what the others teach.

Belongs here: patterns many series share and one alone is too short to show. Not here: a model of a
single series (`counts`, `classical`).
"""
