"""Accounts of residents and staff, and how they sign in: second factors, passkeys, links to records."""
