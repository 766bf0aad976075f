"""What the benchmarks share: the city they are run on, and how time and memory are taken."""
