"""Every benefit that OpenFisca-Japan has too, on drawn households: answers beside answers."""
