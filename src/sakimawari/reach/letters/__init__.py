"""Letters: one page of paper for one adult, from draft to the batch for the printer."""
