"""A phone in the browser: the chat as a family, a teacher or a stranger sees it."""
