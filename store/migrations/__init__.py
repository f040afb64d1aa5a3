"""How the schema came to be, step by step."""

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0007")  # the oldest first; one for each file in versions/
