"""Cases: from an application filled in beforehand, over its decision, to the payment.

Belongs here: what a case is, its states, the fields it begins with, deadlines, decisions, payment
files. Not here: pages (`console`), who may do what (`guard`), who is entitled (`fit`).
"""
