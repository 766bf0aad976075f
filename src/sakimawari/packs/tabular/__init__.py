"""Services written wholly as a decision table with a short form: workbooks, pairs of CSV, DMN.

Belongs here: reading and writing those files, mistakes told by row. Not here: what the rows mean
once read (they become the same tree as a service in YAML, `rules`).
"""
