"""Short messages: templates by service and medium, checked, measured, previewed, compared by A/B."""
