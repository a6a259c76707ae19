"""How often hypothesis attacks each place that takes what somebody else has written."""

import os

EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "3000"))
"""Of links, names of rules, payloads and save files each: more than 10,000 together. `make hostile`
takes 10,000 of each."""
