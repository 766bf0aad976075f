"""Plans of contact as staff see them: counts, floors, prices, samples; and the steps of two people."""
