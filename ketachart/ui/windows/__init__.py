"""Windows of the program, one class each."""
