"""The work on cases: queues, decisions, approval, messages, payments."""
