"""How the schema came to be, step by step."""

# The oldest first; one for each file in versions/.
REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")
