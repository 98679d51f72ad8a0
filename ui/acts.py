"""What each verb did, in words: for the log as people read it."""

from locales import N_

ACTS = {
    "decisions.create": N_("Decision started"),
    "decisions.announce": N_("Preparation announced to everyone"),
    "decisions.move": N_("Stage changed"),
    "decisions.record_outcome": N_("Decision recorded"),
    "decisions.add_alternative": N_("Alternative added"),
    "assessments.save_answer": N_("Answer saved"),
    "assessments.restore_answer": N_("Earlier answer brought back"),
    "assessments.open_lava": N_("Child impact assessment opened"),
    "assessments.add_evidence": N_("Source added"),
    "assessments.give_verdict": N_("Verdict given on a section"),
    "assessments.move": N_("Assessment moved on"),
    "imports.add_activity": N_("Activity added"),
    "imports.store": N_("File brought in"),
    "texts.clear": N_("Text reviewed"),
    "themes.add": N_("Theme named"),
    "themes.edit": N_("Theme edited"),
    "themes.tie": N_("Text tied to themes"),
    "statements.add": N_("Statement recorded"),
    "releases.freeze": N_("Release frozen"),
    "responses.draft": N_("Answer to a theme drafted"),
    "responses.approve": N_("Answer to a theme approved"),
    "responses.publish": N_("Answer to a theme published"),
    "responses.correct": N_("Correction of an answer begun"),
    "responses.reply": N_("Council's comment written"),
    "briefings.publish": N_("Briefing published"),
}
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
}
