"""Pictures of what is coming, from plain numbers: fans, pyramids, maps, small multiples.

    terms.py      words and numbers on a picture      picture.py    a picture with its table; saving both
    fans.py       a series, its future, its doubt     sparks.py     the same, as small as a word
    multiples.py  many of them side by side           pyramids.py   ages by sex, now and then
    maps.py       wards or towns in classes           flows.py      what comes, what goes, what stays
    stacks.py     parts of a whole, year by year      timelines.py  what was seen, expected, and stood out
    ways.py       from today to a target

Each takes a frozen value and returns a `Picture`: SVG without style or script, which a page shows
as it is, and the same numbers as a table. `save` writes both into a run's folder.
"""
