"""Reindexes as people ask for them: who may, one at a time over all replicas, told as they go, guarded at the swap."""
