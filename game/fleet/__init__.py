"""Which engines run, and who forecasts them: where rules meet data and models."""
