"""Where things are: positions checked (swapped, outside Japan), and ways between them."""
