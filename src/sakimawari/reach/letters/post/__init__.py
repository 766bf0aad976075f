"""What the post office asks for: letters counted by area, bundled, and what they cost."""
