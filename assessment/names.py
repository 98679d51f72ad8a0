"""What codes are called that pages and documents both show: roles, steps of the workflow, a council's position."""

from __future__ import annotations

from locales import N_

ROLE_NAMES = {
    "preparer": N_("Preparer"),
    "reviewer": N_("Reviewer"),
    "signer": N_("Signer (presenter)"),
    "coordinator": N_("Participation coordinator"),
    "councillor": N_("Councillor"),
    "youth_council": N_("Youth council"),
    "elderly_council": N_("Older people's council"),
    "disability_council": N_("Disability council"),
    "resident": N_("Resident"),
    "admin": N_("Administrator"),
}

# Steps of the workflow, as something that has been done.
MOVES = {
    "t_submit": N_("Sent to review"),
    "t_return": N_("Returned for correction"),
    "t_resubmit": N_("Sent to review again"),
    "t_accept": N_("Marked as reviewed"),
    "t_void": N_("An edit sent it back to review"),
    "t_sign": N_("Signed"),
    "t_publish": N_("Published"),
    "t_correct": N_("Corrected edition begun"),
    "t_follow": N_("Moved to follow-up"),
    "t_close": N_("Follow-up closed"),
    "t_withdraw": N_("Withdrawn"),
    "t_open": N_("Opened again"),
}

POSITIONS = {
    "for": N_("In favour"),
    "conditional": N_("In favour, with conditions"),
    "against": N_("Against"),
    "no_position": N_("No position"),
}
