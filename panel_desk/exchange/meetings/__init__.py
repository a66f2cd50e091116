"""Calendar invitations for meetings."""
