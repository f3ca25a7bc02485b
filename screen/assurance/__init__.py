"""Evidence that screening works: planted controls, and the measures of the effectiveness report."""
