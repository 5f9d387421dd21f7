"""The doors of people: pages by audience, and what all pages share."""
