"""What to do at a moment of life, in the order of time, and each service on a page of its own.

order.py   how long after the moment a service's last day comes, by its rule
views.py   the pages; everything on them is said by the packs
"""
