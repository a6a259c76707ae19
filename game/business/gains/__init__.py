"""What an answer earns: its expected cash flows, their return and payback, and its lead."""
