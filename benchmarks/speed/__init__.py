"""What things cost: seconds, bytes, frames."""
