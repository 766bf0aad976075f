"""A household on one page: its members, and their rights side by side."""
