"""What is kept about people outside the registers: under which seal, for how long, and how it goes.

Each application says it of its own tables in a module `custody` with `SEALED` (columns and files
under seal) and `KEPT` (kinds of data that go by schedule). A test holds that no column is left out.
"""
