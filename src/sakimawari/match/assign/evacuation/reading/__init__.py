"""Tables of people, shelters, supporters and scenarios, and zones of hazards, as cities keep them."""
