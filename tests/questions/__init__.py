"""The question set: what union members ask, what a right answer holds, and how answers are scored."""
