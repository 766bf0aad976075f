"""Volunteers to elders who asked for help at home: near, able and free, the known one kept, all explained.

values.py, hours.py, reading.py   the problem and its tables
able.py, pairing.py               who may help whom; the best for all together, and stand-ins
checking.py, verifying.py         the examiner, which imports nothing of the search
telling.py, writing.py, ...       reasons, tables, lists on paper, the map
"""
