"""What this deployment is: validated settings, the database engine and its migrations, logging."""
