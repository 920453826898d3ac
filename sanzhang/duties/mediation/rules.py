"""What mediation decides with values in hand; knows no framework."""
