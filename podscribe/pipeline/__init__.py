"""From an episode's audio to its transcript: the order of the stages, and what is kept of them."""
