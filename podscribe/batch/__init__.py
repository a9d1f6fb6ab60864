"""Thousands of episodes: what is to be done of them, and what became of each."""
