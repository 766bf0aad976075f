"""Who needs help to flee: which shelter for which hazard, and which two supporters, for each person.

values.py      people, shelters, supporters, scenarios and settings
reading/       their tables as cities keep them: CSV, Excel, GeoJSON, shapefiles of zones
admitting.py   who may go to which shelter, and which supporter may help whom
sheltering.py  everybody's shelter in each scenario, by the exact transport engine
pairing.py     two supporters each, so that any one supporter may be missing
telling.py     why, in words: Japanese, やさしい日本語, English
writing.py     the tables of the result; printing.py lists on paper; drawing.py the maps
verifying.py   the examiner: reads problem and result anew, and shares no step with the search
run.py         a folder of tables to a folder of results
"""
