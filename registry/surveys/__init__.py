"""Follow-up questions to holders at six and twelve months, asked with consent."""
