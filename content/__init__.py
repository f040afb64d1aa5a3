"""What the bot knows, as data: campaigns, anniversaries, lexicon, texts; loader and checks."""
