"""Changing a rule: drafted by one person, approved by another, in effect from a day, taken back.

values.py  a change and its states, as values    drafts.py  its folder, made from its edits
flow.py    every step, with who may take it       tasks.py   long work: examine, adopt, take back
store.py   the tables (models.py)                 views.py and forms.py  the pages
"""
