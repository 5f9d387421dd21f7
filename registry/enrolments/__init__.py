"""Who began a course: handed in by institutions, so that it can be said how many of those who begin finish."""
