"""The registers of a city: recognise, clean, check and keep its exports as a snapshot.

Here belong the layouts of the files, their reading, and what is kept of them. What the facts
mean for a service belongs to `rules` and to the packs; keys and protection to `guard`.
"""
