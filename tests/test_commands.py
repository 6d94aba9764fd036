"""The commands that contributors use: what they take, what they say, and what they leave behind."""
