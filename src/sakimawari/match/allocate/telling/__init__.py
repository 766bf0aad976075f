"""What each family is told: why this place, why not a wish before it; for clerks and for residents."""
