"""Readings above characters, on demand, for whoever reads kana sooner than kanji.

    terms.csv     readings of official terms, and of words the dictionary reads otherwise
    readings.py   a text in pieces, each with its reading; SudachiPy with its small dictionary
    marking.py    a page with readings, leaving alone what must not be read
    names.py      names of people, which are never read
    middleware.py every page of a visitor who asked for it

A reading is a guess of a dictionary wherever terms.csv does not say it. Names of people are never
guessed: whoever opens an identity notes its name; names that come another way are marked by their
page with `data-no-ruby`.
"""
