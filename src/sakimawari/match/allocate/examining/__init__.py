"""The examiner, written apart from the engine: what a plan must hold, and which families block it."""
