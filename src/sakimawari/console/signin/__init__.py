"""Signing in and out: OpenID Connect, passkeys, and the personas of the demo."""
