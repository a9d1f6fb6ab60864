"""The small Whisper: its tokens, its network, its training, its export, its scores."""
