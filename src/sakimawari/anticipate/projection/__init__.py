"""Every resident and household month by month: births, deaths, moves, partners, care, work."""
