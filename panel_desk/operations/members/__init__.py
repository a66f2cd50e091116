"""Operations on members of the central list and their signing certificates."""
