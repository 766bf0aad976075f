"""People to places with room, at the least total cost: exact, proved, explained by prices.

transport.py   the problem: units (people, or households kept whole), sites, costs, who may go where
placing.py     `place`: the whole answer, from a start at everybody's best site to proof
verifying.py   `examine`: whether an answer keeps the rules and is the best, apart from the solver
"""
