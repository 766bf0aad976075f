"""What each register of the city says about the people of a part: one module per group of files."""
