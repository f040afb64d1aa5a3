"""How the schema came to be, step by step."""

REVISIONS = ("0001",)  # the oldest first; one for each file in versions/
