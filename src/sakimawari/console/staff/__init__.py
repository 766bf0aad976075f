"""The staff console: today, search, one resident, a household, lists, the audit."""
