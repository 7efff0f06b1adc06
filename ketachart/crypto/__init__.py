"""Keys, seals and signatures: knows bytes, not charts."""
