"""Forms: a payload with its placeholders, filled in, sent once, and answered."""
