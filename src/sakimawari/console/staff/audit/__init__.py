"""Reading the audit: who did what, whether the chain is whole, alarms somebody must look at."""
