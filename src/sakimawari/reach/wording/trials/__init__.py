"""Trials of words: which variant a household hears, and what came of each.

    drawing.py   the variant of a household, by keyed lot
    intervals.py Wilson's interval, Newcombe's for a difference, how many are needed
    outcome.py   variants compared with the main one and with those held out

A trial says which is better only after as many as were planned have been told: whoever looks every
day and stops at a lucky one finds differences that are none.
"""
