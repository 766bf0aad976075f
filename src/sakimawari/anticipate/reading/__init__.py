"""Series from files: one frequency, one grid, and every defect named by series and date."""
