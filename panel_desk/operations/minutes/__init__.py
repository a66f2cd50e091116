"""Operations on minutes, from the draft to the signatures."""
