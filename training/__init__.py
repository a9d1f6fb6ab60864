"""How the embedded models were made: texts, speech, conversations, training, export, scores."""
