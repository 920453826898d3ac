"""Pages of posts: lists, one post, filling it, and bulk seating."""
