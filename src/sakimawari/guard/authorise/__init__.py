"""Every read and act is decided per request by Cedar policies in files; what none permits is denied.

Belongs here: the words in which a question is put to the policies, and the answer. Not here: who is
signed in (`accounts`), what is logged (`audit`).
"""
