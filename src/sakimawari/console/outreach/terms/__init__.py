"""The terms of contact as staff read and set them."""
