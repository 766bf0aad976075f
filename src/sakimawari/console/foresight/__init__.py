"""What is coming, on pages: people, demand, series, alerts, capacity, and ways to a target.

Pages read finished runs under `anticipate/` of the city's folder; who saw an alert is kept in the
operational store.
"""
