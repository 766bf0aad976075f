"""The push as staff see it: its plans, the words of its messages, what became of them."""
