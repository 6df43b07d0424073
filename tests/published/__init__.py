"""What the page that people read says, claim by claim, beside what was measured."""
