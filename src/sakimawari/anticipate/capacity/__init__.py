"""Forecasts as what must stand ready: rosters, counters, slots, places, the pace of pushes."""
