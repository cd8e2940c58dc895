"""Lessons: the notebooks of a checkout, opened as working copies or executed from top to bottom."""
