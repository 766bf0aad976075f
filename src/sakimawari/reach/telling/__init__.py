"""What is told of a right, whatever the channel: offers, their amounts, reasons and questions."""
