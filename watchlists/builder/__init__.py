"""Builds the shipped designations from the publishers' files, and checks them fact by fact. Not part of the installed tool."""
