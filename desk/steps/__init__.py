"""The eight step pages: one module a step, one page for all, one view."""
