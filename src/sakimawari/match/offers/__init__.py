"""Needs and offers told in free text: hard conditions first, then words and meaning; both sides told, nobody named before consent."""
