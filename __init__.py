"""sleepd thinks about your code while you are away, and answers with proof when you are back."""

__version__ = "0.1.0"
