"""Reads annual reports that schools published: outline, period, figures, and what a careful reader would ask about."""
