"""LINE: messages by the Messaging API, events by webhook, and which account is whose."""
