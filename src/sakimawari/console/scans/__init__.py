"""The desk for paper that came back: files taken in, slips a machine could not settle, the rest."""
