"""What comes in from outside: LINE's events, reports on text messages, the end of a medium by one click.

Public addresses without a browser's cookies: each call proves itself by a signature, or a page by a
mark that the city made. Nothing here reads anybody's record.
"""
