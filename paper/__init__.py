"""What is printed or drawn: typst templates and what fills them."""
