"""Keys, protection, and who may see what: the guard that runs through all stages.

Belongs here: opaque keys and sealing; accounts and actors; the Cedar policies that decide every
read; consent and delegation; the audit and its chain; the removal of protected and departed people
from whatever is listed or sent. Not here: pages (`console`), registers (`registry`).
"""
