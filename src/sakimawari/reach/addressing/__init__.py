"""Who may be told of what, at which address today, and who never: protected, departed, opted out."""
