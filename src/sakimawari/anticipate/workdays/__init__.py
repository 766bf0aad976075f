"""The Japanese year as figures: business days, holidays, お盆, 年末年始, the peak of April."""
