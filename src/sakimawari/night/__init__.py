"""Night: the one place that knows the order of the work, and the folders of its runs.

Belongs here: snapshot → rules → gap → coming rights → deadlines → a published run. Not here: how
any of these is done.
"""
