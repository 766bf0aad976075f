"""On which terms the city contacts people: caps, quiet hours, budgets, floors, costs. Data of the city."""
