"""The first page, the check for visitors, life events, help, and preferences of display."""
