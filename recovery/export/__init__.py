"""Everything the house holds, as files: asked for, made in the background, kept for a week, gone."""
