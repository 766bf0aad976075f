"""What there is to say to whom: found, listed, through every gate, bundled. Columns throughout."""
