"""Letters as a medium: a batch of messages becomes a folder of letters for the post office."""
