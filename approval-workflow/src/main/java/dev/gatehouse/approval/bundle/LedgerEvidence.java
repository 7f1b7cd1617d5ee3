package dev.gatehouse.approval.bundle;

import static dev.gatehouse.approval.bundle.BundleVerifier.require;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.approval.bundle.ReleaseRecord.CastVote;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.ledger.Checkpoint;
import dev.gatehouse.approval.ledger.Leaf;
import dev.gatehouse.approval.ledger.NoteKey;
import dev.gatehouse.approval.ledger.TextDigest;
import dev.gatehouse.approval.ledger.TlogProof;
import dev.gatehouse.approval.permit.Permit;
import dev.gatehouse.approval.release.VoteDecision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The acts in a bundle, each proven to be in the ledger, and the story that they tell. */
final class LedgerEvidence {
    private final Checkpoint checkpoint;
    private final SortedMap<Long, Act> acts;

    private LedgerEvidence(Checkpoint checkpoint, SortedMap<Long, Act> acts) {
        this.checkpoint = checkpoint;
        this.acts = acts;
    }

    /**
     * A proven act.
     *
     * @param record what was written down of it, whose digest the leaf names
     * @param textKey the key under which the record speaks of texts
     */
    private record Act(long index, Leaf leaf, JsonNode record, Optional<byte[]> textKey) {
        boolean is(String act, String subject) {
            return leaf.act().equals(act) && leaf.subject().equals(subject);
        }

        boolean says(String field, String value) {
            return value.equals(record.path(field).textValue());
        }

        boolean speaksOf(String field, String text) {
            return TextDigest.isOf(record.path(field).textValue(), textKey, text);
        }
    }

    /**
     * Reads leaves, records and proofs.
     *
     * @throws InvalidDocumentException if one is missing, too many, or not proven under the one checkpoint by one of the keys
     */
    static LedgerEvidence read(BundleArchive archive, Collection<NoteKey> keys) {
        String note = text(archive, BundleLayout.CHECKPOINT);
        Checkpoint checkpoint = Checkpoint.open(note, keys);
        SortedMap<Long, Act> acts = new TreeMap<>();
        Set<String> read = new HashSet<>(Set.of(BundleLayout.CHECKPOINT, BundleLayout.LEDGER_KEYS));
        for (String name : archive.digests().keySet()) {
            if (name.startsWith(BundleLayout.LEDGER) && name.endsWith(BundleLayout.LEAF_ENDING)) {
                Act act = act(archive, name, note, keys);
                acts.put(act.index(), act);
                read.addAll(List.of(
                        name,
                        BundleLayout.record(act.index()),
                        BundleLayout.proof(act.index()),
                        BundleLayout.textKey(act.index())));
            }
        }
        archive.digests().keySet().stream()
                .filter(name -> name.startsWith(BundleLayout.LEDGER) && !read.contains(name))
                .forEach(name -> {
                    throw new InvalidDocumentException(name + " belongs to no leaf of the bundle");
                });
        return new LedgerEvidence(checkpoint, acts);
    }

    private static Act act(BundleArchive archive, String name, String note, Collection<NoteKey> keys) {
        try {
            long index = Long.parseLong(
                    name.substring(BundleLayout.LEDGER.length(), name.length() - BundleLayout.LEAF_ENDING.length()));
            byte[] bytes = archive.document(name).orElseThrow();
            TlogProof proof = TlogProof.read(text(archive, BundleLayout.proof(index)));
            require(proof.index() == index, "its proof is of the leaf " + proof.index());
            require(proof.checkpointNote().equals(note), "its proof ends in another checkpoint than the bundle's");
            proof.verify(bytes, keys);
            Leaf leaf = Leaf.read(bytes);
            byte[] record = archive.document(BundleLayout.record(index))
                    .orElseThrow(() -> new InvalidDocumentException("its record is missing"));
            require(Digest.of(record).equals(leaf.payload()), "its record is not the one that it names");
            Optional<byte[]> textKey =
                    archive.document(BundleLayout.textKey(index)).map(LedgerEvidence::key);
            return new Act(index, leaf, CanonicalJson.parse(record, CanonicalJson.MAX_DOCUMENT_BYTES), textKey);
        } catch (NumberFormatException e) {
            throw new InvalidDocumentException(name + " is not named by an index", e);
        } catch (InvalidDocumentException e) {
            throw new InvalidDocumentException(name + ": " + e.getMessage(), e);
        }
    }

    private static byte[] key(byte[] file) {
        String text = new String(file, UTF_8).strip();
        require(
                text.length() == 2 * TextDigest.KEY_BYTES && text.chars().allMatch(HexFormat::isHexDigit),
                "its key to texts is not " + TextDigest.KEY_BYTES + " bytes in hexadecimal");
        return HexFormat.of().parseHex(text);
    }

    /** The checkpoint that all proofs end in. */
    Checkpoint checkpoint() {
        return checkpoint;
    }

    String summary() {
        return acts.size() + " acts are in the ledger " + checkpoint.origin() + " under its checkpoint of "
                + checkpoint.size() + " leaves"
                + (acts.isEmpty()
                        ? ""
                        : ", the last one of " + acts.get(acts.lastKey()).leaf().at());
    }

    /** The acts that must be there for the bundle's tale to be true. */
    String story(ReleaseRecord release, Optional<Permit> permit, Digest envelope) {
        String subject = "release/" + release.id();
        String permitSubject =
                "permit/" + release.permit().map(Object::toString).orElse("");
        List<String> wrong = new ArrayList<>();
        acts.values().stream()
                .filter(act -> !act.leaf().subject().equals(subject)
                        && !act.leaf().subject().equals(permitSubject))
                .forEach(act -> wrong.add(
                        "leaf " + act.index() + " is about " + act.leaf().subject()));
        Optional<Act> lastDossier =
                of(subject, "release.submitted", "release.dossier-changed").reduce((earlier, later) -> later);
        if (lastDossier
                .filter(act -> act.says("dossier", release.dossier().toString()))
                .isEmpty()) {
            wrong.add("no act says that the dossier is " + release.dossier());
        }
        votes(release, subject, wrong);
        String decided = of(subject, "release.decided")
                .map(act -> act.record().path("state").asText())
                .reduce((earlier, later) -> later)
                .orElse(of(subject, "release.withdrawn").findAny().isPresent() ? "Withdrawn" : "InReview");
        if (!decided.equals(release.state())) {
            wrong.add(
                    "the ledger tells that the release is " + decided + ", release.json that it is " + release.state());
        }
        if (permit.isPresent()
                && of(permitSubject, "permit.issued")
                        .noneMatch(act -> act.says("envelope", String.valueOf(envelope))
                                && act.says(
                                        "dossier", permit.get().dossierDigest().toString()))) {
            wrong.add("no act says that this permit was issued");
        }
        require(wrong.isEmpty(), String.join("; ", wrong));
        long erased = release.votes().stream()
                .filter(vote -> vote.rationale().equals(TextDigest.ERASED))
                .count();
        return "submission, votes and decision are among the acts, as release.json and the permit tell them"
                + (erased == 0 ? "" : "; the reasons of " + erased + " votes were erased, and nobody can tell them");
    }

    /** Each vote, and each lapse of one, has an act of its own, and no such act is left over. */
    private void votes(ReleaseRecord release, String subject, List<String> wrong) {
        List<Act> cast = new ArrayList<>(of(subject, "vote.cast").toList());
        for (CastVote vote : release.votes()) {
            Optional<Act> act = cast.stream().filter(one -> isOf(one, vote)).findFirst();
            if (act.isPresent()) {
                cast.remove(act.get());
            } else {
                wrong.add("no act is the vote for " + vote.function() + " of " + vote.castAt()
                        + " as release.json tells it");
            }
        }
        cast.forEach(act -> wrong.add("leaf " + act.index() + " is a vote that release.json does not tell"));
        List<Act> lapsed = new ArrayList<>(of(subject, "vote.lapsed").toList());
        release.votes().stream()
                .filter(vote -> vote.lapsed().isPresent())
                .forEach(vote -> lapsed.stream()
                        .filter(act -> act.says("voter", vote.pseudonym())
                                && act.says("function", vote.function())
                                && act.says("dossier", vote.dossier().toString()))
                        .findFirst()
                        .ifPresentOrElse(
                                lapsed::remove,
                                () -> wrong.add("no act says that the vote for " + vote.function() + " of "
                                        + vote.castAt() + " lapsed")));
        lapsed.forEach(act -> wrong.add("leaf " + act.index() + " is a lapse that release.json does not tell"));
    }

    private static boolean isOf(Act act, CastVote vote) {
        return act.leaf().actor().equals(vote.pseudonym())
                && act.says("function", vote.function())
                && act.says("decision", vote.decision().text())
                && act.says("dossier", vote.dossier().toString())
                && act.speaksOf("rationale", vote.rationale())
                && (vote.decision() != VoteDecision.APPROVE_WITH_CONDITIONS
                        || act.says(
                                "conditions",
                                Digest.of(vote.conditions().toJson().toString().getBytes(UTF_8))
                                        .toString()))
                && (vote.changes().isEmpty() || act.speaksOf("changes", String.join("\n", vote.changes())));
    }

    /** Each remark and answer has an act of its own by the same person, with the same text, and no such act is left over. */
    String discussion(ReleaseRecord release, Discussion discussion) {
        String subject = "release/" + release.id();
        List<Act> said = new ArrayList<>(of(
                        subject,
                        "comment.written",
                        "question.asked",
                        "comment.answered",
                        "question.answered",
                        "question.withdrawn")
                .toList());
        List<String> wrong = new ArrayList<>();
        for (Discussion.Remark remark : discussion.remarks()) {
            String kind = remark.isQuestion() ? "question" : "comment";
            String start = remark.isQuestion() ? "question.asked" : "comment.written";
            take(
                    said,
                    wrong,
                    remark.id(),
                    act -> act.is(start, subject)
                            && act.says("comment", remark.id())
                            && act.says("section", remark.section())
                            && act.says("dossier", remark.dossier().toString())
                            && isTold(act, remark.by(), remark.text()));
            for (Discussion.Answer answer : remark.answers()) {
                take(
                        said,
                        wrong,
                        answer.id(),
                        act -> act.is(kind + ".answered", subject)
                                && act.says("comment", remark.id())
                                && act.says("answer", answer.id())
                                && isTold(act, answer.by(), answer.text()));
            }
            if (remark.withdrawnAt().isPresent()) {
                take(
                        said,
                        wrong,
                        remark.id(),
                        act -> act.is("question.withdrawn", subject) && act.says("comment", remark.id()));
            }
        }
        said.forEach(act -> wrong.add("leaf " + act.index() + " is a "
                + act.leaf().act() + " that " + BundleLayout.COMMENTS + " does not tell"));
        require(wrong.isEmpty(), String.join("; ", wrong));
        return discussion.remarks().size() + " comments and questions are those of the acts, word for word";
    }

    private static boolean isTold(Act act, String by, String text) {
        return act.leaf().actor().equals(by) && act.speaksOf("text", text);
    }

    private static void take(List<Act> said, List<String> wrong, String id, Predicate<Act> isIt) {
        Optional<Act> act = said.stream().filter(isIt).findFirst();
        act.ifPresentOrElse(said::remove, () -> wrong.add("no act is the remark " + id + " as it is told"));
    }

    /** Whether the permit was in force at an instant, as its own dates and the acts on it say. */
    String validity(Permit permit, Instant at) {
        require(
                !at.isBefore(permit.notBefore()),
                "the permit is valid from " + permit.notBefore() + " on, not at " + at);
        require(
                at.isBefore(permit.effectiveExpiry()),
                "the permit expired at " + permit.effectiveExpiry() + "; --at asks for an earlier time");
        Optional<Act> closing = of(
                        "permit/" + permit.permitId(),
                        "permit.suspended",
                        "permit.resumed",
                        "permit.revoked",
                        "permit.superseded")
                .filter(act -> !act.leaf().at().isAfter(at))
                .reduce((earlier, later) -> later)
                .filter(act -> !act.leaf().act().equals("permit.resumed"));
        closing.ifPresent(act -> {
            throw new InvalidDocumentException("the permit was closed at "
                    + act.leaf().at() + ": " + act.leaf().act() + ", leaf " + act.index());
        });
        return "the permit was in force at " + at + ", as far as the acts up to leaf " + (checkpoint.size() - 1)
                + " tell; it ends at " + permit.effectiveExpiry();
    }

    private Stream<Act> of(String subject, String... names) {
        return acts.values().stream().filter(act -> Stream.of(names).anyMatch(name -> act.is(name, subject)));
    }

    private static String text(BundleArchive archive, String name) {
        return archive.document(name)
                .map(bytes -> new String(bytes, UTF_8))
                .orElseThrow(() -> new InvalidDocumentException(name + " is missing"));
    }
}
