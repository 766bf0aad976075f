"""What the benchmark of alerts is made of: simulated series, the peer in R, real outbreaks."""
