"""Paper that comes back: pages read, marks and fields recognised, doubts shown to a clerk."""
