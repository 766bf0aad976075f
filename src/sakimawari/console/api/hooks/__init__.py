"""Telling programs what happened: events, signed, sent until they are taken.

Belongs here: which events there are, to which hooks they go, how they are signed and tried again.
What happened is read from the history of cases, so that nothing is lost when a process ends.
"""
