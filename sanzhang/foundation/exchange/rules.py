"""What exchange decides with values in hand; knows no framework."""
