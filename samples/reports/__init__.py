"""What a test report says (content) and how it stands on paper (paper)."""
