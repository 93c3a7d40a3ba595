"""The demonstration: fictitious people, real courses, cohorts with a past. Loaded through the product's own rules.

``demo/`` holds its data; ``people`` makes accounts, ``content`` imports and releases the courses, ``story`` lets the
cohorts live, ``loading`` runs them in order. The same seed on the same day makes the same demonstration.
"""
