"""Pictures of a day for a page or a talk: hand-written SVG that follows the reader's light or dark theme."""
