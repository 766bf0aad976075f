"""Accounts of staff: what each was given to do, kept by the 情報部門 and written into the audit."""
