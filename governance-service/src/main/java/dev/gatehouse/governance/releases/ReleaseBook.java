package dev.gatehouse.governance.releases;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.release.Quorum;
import dev.gatehouse.approval.release.Release;
import dev.gatehouse.approval.release.ReleaseState;
import dev.gatehouse.approval.release.Submission;
import dev.gatehouse.approval.release.Vote;
import dev.gatehouse.approval.release.VoteDecision;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.permits.Permits;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads releases: what is stored becomes the state that the ballot's rules know, or the view that people see. */
@ApplicationScoped
class ReleaseBook {

    private final Versions versions;
    private final Permits permits;
    private final People people;
    private final Caller caller;
    private final ObjectMapper json;

    @Inject
    ReleaseBook(Versions versions, Permits permits, People people, Caller caller, ObjectMapper json) {
        this.versions = versions;
        this.permits = permits;
        this.people = people;
        this.caller = caller;
        this.json = json;
    }

    /** The release's state, with the votes on its present dossier. */
    ReleaseState state(ReleaseEntity e) {
        ModelVersion version = versions.byId(e.versionId);
        // Developers are named by sign-in name; the identity provider says here whose that is.
        Set<String> contributors = new HashSet<>(List.of(e.contributors));
        if (contributors.contains(caller.username())) {
            contributors.add(caller.sub());
        }
        Release release = new Release(
                e.id.toString(),
                version.model(),
                version.version(),
                e.environment,
                e.route,
                e.submittedBy,
                contributors);
        Submission submission = new Submission(
                release,
                e.submittedBy,
                Digest.parse(e.dossierDigest),
                new Quorum(seats(e)),
                requested(e),
                e.submittedAt);
        List<Vote> votes = new ArrayList<>();
        for (VoteEntity vote : VoteEntity.allOf(e.id)) {
            if (vote.dossierDigest.equals(e.dossierDigest)) {
                votes.add(vote(vote));
            }
        }
        return switch (e.state) {
            case "InReview" -> new ReleaseState.InReview(submission, votes, List.of());
            case "Rejected" -> new ReleaseState.Rejected(submission, votes, e.decidedAt);
            case "ChangesRequested" -> new ReleaseState.ChangesRequested(submission, votes, e.decidedAt);
            case "Withdrawn" -> new ReleaseState.Withdrawn(release, e.submittedBy, e.reason, e.decidedAt);
            case "Approved" -> {
                Conditions merged = submission.requested();
                for (Vote vote : votes) {
                    merged = vote.decision().fillsSeat() ? merged.tighten(vote.conditions()) : merged;
                }
                yield new ReleaseState.Approved(submission, votes, merged, e.decidedAt);
            }
            default -> throw new IllegalStateException("a release cannot be " + e.state);
        };
    }

    /** What is asked for, with the limits of waivers. */
    Conditions requested(ReleaseEntity e) {
        return Conditions.fromJson(read(e.requested));
    }

    private Vote vote(VoteEntity e) {
        try {
            return new Vote(
                    e.voter,
                    e.function,
                    VoteDecision.parse(e.decision),
                    e.rationale,
                    Conditions.fromJson(json.readTree(e.conditions)),
                    Digest.parse(e.dossierDigest),
                    e.castAt);
        } catch (JsonProcessingException ex) {
            throw new IllegalStateException("stored conditions do not parse", ex);
        }
    }

    /** The release as the API and the pages show it. */
    ReleaseView view(ReleaseEntity e) {
        ModelVersion version = versions.byId(e.versionId);
        Map<String, Integer> missing = e.state.equals("InReview") && state(e) instanceof ReleaseState.InReview review
                ? review.missing()
                : Map.of();
        List<ReleaseView.CastVote> votes = VoteEntity.allOf(e.id).stream()
                .map(v -> ReleaseView.CastVote.of(v, !v.dossierDigest.equals(e.dossierDigest), read(v.conditions)))
                .toList();
        return new ReleaseView(
                e.id,
                version.model(),
                version.version(),
                e.environment,
                e.route,
                e.state,
                e.summary,
                e.dossierDigest,
                e.submittedAt,
                people.displayName(e.submittedBy),
                e.decidedAt,
                e.reason,
                seats(e),
                missing,
                votes,
                permits.ofRelease(e.id).orElse(null));
    }

    private JsonNode read(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored JSON does not parse", e);
        }
    }

    private Map<String, Integer> seats(ReleaseEntity e) {
        return json.convertValue(read(e.quorum), new TypeReference<Map<String, Integer>>() {});
    }
}
