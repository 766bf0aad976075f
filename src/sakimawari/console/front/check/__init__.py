"""The check without a record: a visitor answers few questions and sees what may apply to them.

    told.py     what was told so far, in a signed cookie of the visitor's own browser
    asking.py   the next screen: one question, for everybody of the household it concerns
    fields.py   answers as a form sends them
    found.py    what may apply, what would decide it, what does not fit and why
    views.py    the pages

Nothing of it is kept on the server, and no name is ever asked for.
"""
