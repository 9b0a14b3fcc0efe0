"""What managers and owners are sent: gaps, trends, use, freshness."""
