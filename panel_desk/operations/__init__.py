"""Operations: one function for each action that a user takes."""
