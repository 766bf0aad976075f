"""Changes of a pack as an official asks for them, written into the files of a draft.

    edits.py     what may be asked for          marks.py    where a value stands in a YAML text
    figures.py   a dated value                  sheets.py   a decision table from a grid
    bounds.py    a figure within a condition    examples.py an example put right, or one more
    drafting.py  all edits of a draft at once   wording.py  an edit in words

Only the lines that change are written; comments and order of a file stay as they are.
"""
