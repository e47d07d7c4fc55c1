"""This project's parts beside what a user would pick instead: one module for each trade."""
