"""制度便覧: every service with its conditions, articles, figures by year and examples, as pages.

What an official shows the council, and what a clerk looks a rule up in. It reads packs alone, never
a resident. Pages need no server, no script and no network.
"""
