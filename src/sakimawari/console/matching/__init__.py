"""Results of matches on pages: what was found, how sure it is, why, for whom; new ones and changes.

    reading.py   finished folders as pages show them      orders.py   what is being made
    sheets.py    tables of a folder, paged and printed    changing.py a change by hand before it holds

Pages read folders under `match/` of the city's home. They know people by the ids of the problem; a
name is shown only where the id is a person's key and the record was opened.
"""
