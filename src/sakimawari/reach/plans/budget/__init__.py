"""The contact budget: who is told in which week by which medium, within what the city can spend."""
