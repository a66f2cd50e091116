"""Operations on packs that are built: issue, receipt, recall and deletion."""
