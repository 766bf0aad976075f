"""SQLite for a server of several processes: whoever writes waits in a queue, not by trying again."""
