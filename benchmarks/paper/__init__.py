"""Paper for benchmarks: slips printed, filled in by made-up hands, and spoiled on their way back."""
