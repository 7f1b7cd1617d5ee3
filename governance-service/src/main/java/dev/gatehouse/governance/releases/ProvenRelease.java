package dev.gatehouse.governance.releases;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.approval.bundle.Discussion;
import dev.gatehouse.approval.bundle.ReleaseRecord;
import dev.gatehouse.approval.bundle.ReleaseRecord.CastVote;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.ledger.TextDigest;
import dev.gatehouse.approval.release.VoteDecision;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.ledger.StoredCheckpoint;
import dev.gatehouse.governance.permits.IssuedPermit;
import dev.gatehouse.governance.permits.StoredPermits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A release and the acts on it and its permit, all under one checkpoint.
 *
 * @param comments what was said about the dossier, oldest first
 * @param permitActs what was done to the permit, with the reasons in words, oldest first; empty without a permit
 * @param acts oldest first
 * @param textKeys the keys under which their records speak of texts, by index
 * @param checkpoint the oldest that covers the last act, so that later acts elsewhere change nothing
 */
public record ProvenRelease(
        ReleaseView release,
        List<Comment> comments,
        List<StoredPermits.Act> permitActs,
        List<Ledger.Entry> acts,
        Map<Long, byte[]> textKeys,
        StoredCheckpoint checkpoint) {

    private static final int MAX_NAME_CHARS = 300;

    /** The release as its bundle tells it. */
    public ReleaseRecord record() {
        List<Ledger.Entry> unmatched = new ArrayList<>(
                acts.stream().filter(act -> act.act().equals("vote.cast")).toList());
        return new ReleaseRecord(
                release.id(),
                release.model(),
                release.version(),
                release.environment(),
                release.route(),
                release.state(),
                name(release.submittedBy()),
                release.submittedAt(),
                Optional.ofNullable(release.decidedAt()),
                Digest.parse(release.dossierDigest()),
                Optional.ofNullable(release.permit()).map(IssuedPermit::id),
                release.votes().stream().map(vote -> vote(vote, unmatched)).toList());
    }

    /**
     * A vote with the voter's pseudonym. It is read from the vote's own act and not made again: it stays when the person is forgotten.
     */
    private CastVote vote(ReleaseView.CastVote vote, List<Ledger.Entry> unmatched) {
        Ledger.Entry act = unmatched.stream()
                .filter(entry -> isOf(entry, vote))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a vote has no act in the ledger"));
        unmatched.remove(act);
        return new CastVote(
                name(vote.voter()),
                act.actor(),
                vote.function(),
                VoteDecision.parse(vote.decision()),
                vote.rationale(),
                Conditions.fromJson(vote.conditions()),
                vote.changes(),
                Digest.parse(vote.dossierDigest()),
                vote.castAt(),
                Optional.ofNullable(vote.lapsedBecause()));
    }

    /** What was said, by the pseudonyms of the acts. */
    public Discussion discussion() {
        return new Discussion(comments.stream().map(this::remark).toList());
    }

    private Discussion.Remark remark(Comment comment) {
        String kind = comment.question() ? "question" : "comment";
        return new Discussion.Remark(
                comment.id().toString(),
                comment.section(),
                comment.question(),
                comment.text(),
                actor(comment.question() ? "question.asked" : "comment.written", comment.id()),
                Digest.parse(comment.dossierDigest()),
                comment.at(),
                Optional.ofNullable(comment.withdrawnAt()),
                comment.answers().stream()
                        .map(answer -> new Discussion.Answer(
                                answer.id().toString(),
                                answer.text(),
                                actor(kind + ".answered", answer.id()),
                                answer.at()))
                        .toList());
    }

    private String actor(String act, UUID id) {
        return acts.stream()
                .filter(entry -> entry.act().equals(act) && entry.payload().contains('"' + id.toString() + '"'))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a remark has no act in the ledger"))
                .actor();
    }

    private boolean isOf(Ledger.Entry act, ReleaseView.CastVote vote) {
        JsonNode record =
                CanonicalJson.parse(act.payload().getBytes(StandardCharsets.UTF_8), CanonicalJson.MAX_DOCUMENT_BYTES);
        return record.path("dossier").asText().equals(vote.dossierDigest())
                && record.path("function").asText().equals(vote.function())
                && record.path("decision").asText().equals(vote.decision())
                && TextDigest.isOf(
                        record.path("rationale").textValue(),
                        Optional.ofNullable(textKeys.get(act.index())),
                        vote.rationale());
    }

    private static String name(String name) {
        if (name == null || name.isEmpty()) {
            return "(without a name)";
        }
        return name.length() <= MAX_NAME_CHARS ? name : name.substring(0, MAX_NAME_CHARS);
    }
}
