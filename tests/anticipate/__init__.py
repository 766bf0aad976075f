"""What is done before demand knocks."""
