"""What residents agreed to and whom they let act for them: consent by purpose, channels, delegation."""
