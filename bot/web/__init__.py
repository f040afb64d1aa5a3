"""The web server: our own chat page, the platforms' webhooks, and what operators look at."""
