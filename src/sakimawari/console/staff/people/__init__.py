"""One resident's page: head, timeline, proofs, facts, notices, consents, who looked."""
