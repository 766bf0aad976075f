"""Rehearsal: everything is done but the last step; what would have left stands in a ledger."""
