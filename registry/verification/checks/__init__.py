"""One module per question that a person asks of a credential."""
