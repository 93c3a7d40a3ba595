"""How fast, next to a baseline measured in the same run. Figures to read, never tests that fail."""
