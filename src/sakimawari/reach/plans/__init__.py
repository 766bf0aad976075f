"""Plans: who hears what, why, by which medium and when; frozen, shown, approved by two, applied."""
