"""Messages as staff see them: their words by service, drawn as they arrive, and how sending stands.

writing.py   what messages are written from, kept while nothing of it changes
board.py     every service with how its messages read; one service as it arrives
views.py     the pages of words
sending.py   counts by state, failures by reason, how providers do
history.py   what was sent to one person: read by the person's page, and by my page
"""
