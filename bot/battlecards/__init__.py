"""Battlecards: which pages are cards on which competitor, their parts, and what chat platforms show of them."""
