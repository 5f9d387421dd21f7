"""What is published: open data, answers in one sentence, and the annual report."""
