"""What the worked examples of packs do not prove: rules changed a little that no example notices.

A *mutant* is the catalogue with one small thing changed (a bound, an operator, a figure). It is
*killed* where an example that held fails; a *survivor* shows what no example decides.
"""
