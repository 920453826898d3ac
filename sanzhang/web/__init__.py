"""The door: settings, urls, base templates, desk, look. Has no table and no rule."""
