"""From podcast audio to the transcript that gets published."""

__version__ = "0.1.0"
