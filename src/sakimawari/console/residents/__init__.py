"""My page: what is due, coming, received, to be asked for, and why; applications and who looked."""
