"""How a transcript is laid out: its times filled in, cut into cues, joined into paragraphs."""
