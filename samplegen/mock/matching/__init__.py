"""What was sent against what a scenario says, and against what other languages sent."""
