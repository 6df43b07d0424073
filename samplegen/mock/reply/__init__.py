"""From what is to be answered to the answer: bodies, events, errors, faults."""
