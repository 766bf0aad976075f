"""E-mail: the message, the carrier by SMTP, and what comes back into the mailbox."""
