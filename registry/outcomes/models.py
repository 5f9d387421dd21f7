"""What the records add up to, kept up to date: people by what is counted of them, and the cells."""
