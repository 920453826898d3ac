"""Pages of people: the doors (by phone, by login), one's own page, persons to look after, office logins."""
