"""What the benchmark of Japanese weekly counts is made of: the hierarchy, the scores, the peers."""
