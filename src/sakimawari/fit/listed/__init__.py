"""Lists of a run for staff, kept ready by service: counted, cut by filters, read page by page.

Belongs here: who stands in a list and in which order, by opaque key. Not here: names (`guard`), what
may be listed by whom (`guard`), pages (`console`).
"""
