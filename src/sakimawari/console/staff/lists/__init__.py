"""Lists for staff: counted first, opened with a purpose, saved, handed out as a file."""
