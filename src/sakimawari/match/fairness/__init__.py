"""Who was served, group by group: shares with their uncertainty, small groups hidden, plain words."""
