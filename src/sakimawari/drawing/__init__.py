"""Charts and maps as SVG, drawn by the server: no script, nothing fetched, read aloud like text.

    elements.py  one element, escaped      scales.py  ticks and classes
    lines.py     one or two lines          turns.py   what begins and ends, month by month
    bars.py      bars by class             areas.py   a map, or tiles where no map is there

Colours are classes of a style sheet and never the only sign: values stand as text beside them, and
every picture has its table on the page.
"""
