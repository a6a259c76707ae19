"""How often hypothesis attacks each place that takes what somebody else has written."""

import os

EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "300"))
"""Of links, names of rules, payloads and save files each; `make hostile` takes 10,000."""
