"""Tests of bringing a school's files in."""
