"""Where services should stand: fewest sites, most people reached, shortest ways, nobody too far.

places.py     the problem and its answer
choosing.py   `choose`: the best sites, with figures that prove them
verifying.py  `examine`: whether an answer is right and the best, apart from what found it
running.py    a folder of tables to a folder of results
"""
