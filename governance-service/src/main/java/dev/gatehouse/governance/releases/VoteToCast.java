package dev.gatehouse.governance.releases;

import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.release.VoteDecision;
import java.util.List;

/**
 * A vote as it comes in, from the API or a page.
 *
 * @param function the voter acts for
 * @param decision what they say
 * @param rationale why
 * @param conditions limits; none unless approving with conditions
 * @param changes what is to be changed; none unless requesting changes
 * @param dossier digest of the dossier they read, {@code sha256:…}
 */
record VoteToCast(
        String function,
        VoteDecision decision,
        String rationale,
        Conditions conditions,
        List<String> changes,
        String dossier) {}
