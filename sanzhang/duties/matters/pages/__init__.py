"""Pages of matters: reporting and receipts for residents, lists and steps for whoever has a seat."""
