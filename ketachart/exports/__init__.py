"""Files for people and inspectors."""
