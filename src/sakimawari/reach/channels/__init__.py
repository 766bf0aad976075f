"""One seam for every medium: e-mail, LINE, text messages, portal file, letters, calls, visits."""
