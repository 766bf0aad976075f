"""Verifying the audit from the console: asked for on a page, done beside the server, kept."""
