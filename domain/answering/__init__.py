"""From a question understood to an answer with its source. Pure functions of their arguments."""
