package dev.gatehouse.approval.bundle;

import static dev.gatehouse.approval.Approvals.ARTIFACT;
import static dev.gatehouse.approval.Approvals.KEY;
import static dev.gatehouse.approval.Approvals.NOON;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.Approvals;
import dev.gatehouse.approval.bundle.ReleaseRecord.CastVote;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.dossier.Dossier;
import dev.gatehouse.approval.dossier.Section;
import dev.gatehouse.approval.ledger.LedgerKey;
import dev.gatehouse.approval.permit.PermitStatement;
import dev.gatehouse.approval.release.VoteDecision;
import dev.gatehouse.approval.signing.Dsse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A bundle as the service makes it, in parts that a test can forge before it is packed. */
public final class TestBundle {
    public static final LedgerKey LEDGER = LedgerKey.generate("ledger.example");
    public static final UUID PERMIT = UUID.fromString("6f1a7d9e-4e0c-4b3a-9b8e-0123456789ab");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> PSEUDONYMS =
            Map.of("product", "p-1", "legal", "p-2", "ethics", "p-3", "engineering", "p-4", "validation", "p-5");
    private static final byte[] CHECKLIST = "{\"done\":true}".getBytes(UTF_8);
    private static final byte[] CARD = "{\"name\":\"credit-default\"}".getBytes(UTF_8);
    private static final byte[] REPORT = "{\"verdict\":\"PASS\"}".getBytes(UTF_8);
    private static final byte[] PLAN = "{\"limits\":[]}".getBytes(UTF_8);

    /** The files, the seal on the list too, but not the list of their digests, which {@link #pack} makes. */
    public final Map<String, byte[]> files = new TreeMap<>();

    private final UUID release;
    private final TestActs acts = new TestActs(files);

    private TestBundle(String id) {
        this.release = UUID.fromString(id);
    }

    /** What can be told otherwise before the bundle is made; the parts then fit together, so that only meaning is wrong. */
    public static final class Tale {
        public Conditions votes = Conditions.none();
        public Conditions permit = Conditions.none();
        public Map<String, Integer> quorum =
                Map.of("product", 1, "legal", 1, "ethics", 1, "engineering", 1, "validation", 1);
        public List<String> lateActs = List.of();
        public LedgerKey ledger = LEDGER;
        public String id = "11111111-2222-3333-4444-555555555555";
        public String model = "credit-default";
        public VoteDecision lastVote = VoteDecision.APPROVE;
        public String secondVoter = "p-2";
        /** Of the vote on an earlier dossier. */
        public VoteDecision firstVote = VoteDecision.APPROVE;

        public Conditions requested = Conditions.none();
        public Optional<JsonNode> launch = Optional.empty();
        public String permitValidity = "P180D";
        public String minimumBinding = "loaded-by-digest";
        public String binding = "loaded-by-digest";
        public String permitBinding = "loaded-by-digest";
        /** Whether somebody voted on this dossier and lost the function afterwards. */
        public boolean lapse;
    }

    public static TestBundle approved() {
        return told(new Tale());
    }

    public static TestBundle told(Tale tale) {
        TestBundle bundle = new TestBundle(tale.id);
        bundle.make(tale);
        return bundle;
    }

    private void make(Tale tale) {
        Dossier dossier = dossier(tale);
        byte[] envelope = permit(tale, dossier.digest());
        List<CastVote> votes = votes(tale, dossier.digest());
        files.put(BundleLayout.README, "Read me.\n".getBytes(UTF_8));
        files.put(BundleLayout.DOSSIER, dossier.bytes());
        files.put(BundleLayout.PERMIT, envelope);
        files.put(BundleLayout.KEYS, KEY.verificationKey().pem().getBytes(UTF_8));
        files.put(BundleLayout.CARD, CARD.clone());
        files.put(BundleLayout.CARD_PDF, "%PDF".getBytes(UTF_8));
        files.put(BundleLayout.evidence("checklist", Digest.of(CHECKLIST), "json"), CHECKLIST.clone());
        files.put(BundleLayout.evidence("model-card", Digest.of(CARD), "json"), CARD.clone());
        files.put(BundleLayout.audit(Digest.of(REPORT)), REPORT.clone());
        files.put(BundleLayout.plan(fixedPlan()), PLAN.clone());
        files.put(
                BundleLayout.RELEASE,
                new ReleaseRecord(
                                release,
                                tale.model,
                                "2",
                                "production",
                                "credit-default",
                                "Approved",
                                "Erin",
                                NOON,
                                Optional.of(NOON),
                                dossier.digest(),
                                Optional.of(PERMIT),
                                votes)
                        .bytes());
        acts.add("other.act", "model/other", Map.of());
        acts.add(
                "release.submitted",
                "release/" + release,
                Map.of("dossier", dossier.digest().toString()));
        for (CastVote vote : votes) {
            acts.add(
                    "vote.cast",
                    vote.pseudonym(),
                    "release/" + release,
                    Map.of(
                            "function", vote.function(),
                            "decision", vote.decision().text(),
                            "dossier", vote.dossier().toString(),
                            "conditions",
                                    Digest.of(vote.conditions()
                                                    .toJson()
                                                    .toString()
                                                    .getBytes(UTF_8))
                                            .toString()),
                    Map.of("rationale", vote.rationale()));
        }
        votes.stream()
                .filter(vote -> vote.lapsed().isPresent())
                .forEach(vote -> acts.add(
                        "vote.lapsed",
                        "gatehouse",
                        "release/" + release,
                        Map.of(
                                "voter", vote.pseudonym(),
                                "function", vote.function(),
                                "dossier", vote.dossier().toString())));
        Discussion discussion = discussion(dossier.digest());
        files.put(BundleLayout.COMMENTS, discussion.bytes());
        discuss(discussion);
        acts.add("release.decided", "release/" + release, Map.of("state", "Approved"));
        acts.add(
                "permit.issued",
                "permit/" + PERMIT,
                Map.of(
                        "envelope",
                        Digest.of(envelope).toString(),
                        "dossier",
                        dossier.digest().toString()));
        tale.lateActs.forEach(late -> acts.add(late, "permit/" + PERMIT, Map.of("reason", "why")));
        acts.add("other.act", "model/other", Map.of());
        acts.prove(tale.ledger);
        seal(tale.ledger);
    }

    /** Signs the list of the files as they are now, as only the ledger can. */
    public void seal(LedgerKey ledger) {
        byte[] sums = sums().getBytes(UTF_8);
        files.put(
                BundleLayout.SEAL,
                new BundleSeal(release, acts.size(), Digest.of(sums))
                        .signedBy(ledger)
                        .note()
                        .getBytes(UTF_8));
    }

    /** A list of digests that fits the files as they are now. */
    public String sums() {
        StringBuilder sums = new StringBuilder();
        files.forEach((name, content) -> {
            if (!name.equals(BundleLayout.SEAL)) {
                sums.append(Digest.of(content).hex()).append("  ").append(name).append('\n');
            }
        });
        return sums.toString();
    }

    /** Remarks are recorded in the form of before there were keys to texts. */
    private static Discussion discussion(Digest dossier) {
        return new Discussion(List.of(
                new Discussion.Remark(
                        "r-1",
                        "audits",
                        true,
                        "Why 0.8?",
                        "p-2",
                        dossier,
                        NOON,
                        Optional.empty(),
                        List.of(new Discussion.Answer("a-1", "The law says so.", "p-6", NOON))),
                new Discussion.Remark(
                        "r-2", "card", true, "Nothing.", "p-3", dossier, NOON, Optional.of(NOON), List.of()),
                new Discussion.Remark(
                        "r-3", "card", false, "Well written.", "p-3", dossier, NOON, Optional.empty(), List.of())));
    }

    private void discuss(Discussion discussion) {
        String subject = "release/" + release;
        for (Discussion.Remark remark : discussion.remarks()) {
            acts.add(
                    remark.isQuestion() ? "question.asked" : "comment.written",
                    remark.by(),
                    subject,
                    Map.of(
                            "comment", remark.id(),
                            "section", remark.section(),
                            "dossier", remark.dossier().toString(),
                            "text", Digest.of(remark.text().getBytes(UTF_8)).toString()));
            for (Discussion.Answer answer : remark.answers()) {
                acts.add(
                        "question.answered",
                        answer.by(),
                        subject,
                        Map.of(
                                "comment", remark.id(),
                                "answer", answer.id(),
                                "text", Digest.of(answer.text().getBytes(UTF_8)).toString()));
            }
            if (remark.withdrawnAt().isPresent()) {
                acts.add("question.withdrawn", remark.by(), subject, Map.of("comment", remark.id()));
            }
        }
    }

    private static Digest fixedPlan() {
        return Digest.of(CanonicalJson.bytes(JSON.createObjectNode()
                .put("model", "credit-default")
                .put("dataset", "sha256:" + "d".repeat(64))
                .put("reference", "sha256:" + "e".repeat(64))
                .put("plan", Digest.of(PLAN).toString())));
    }

    private static Dossier dossier(Tale tale) {
        ObjectNode assessment = JSON.createObjectNode().put("tier", "HIGH");
        ObjectNode quorum = assessment.putObject("obligations").putObject("quorum");
        tale.quorum.forEach(quorum::put);
        ((ObjectNode) assessment.get("obligations"))
                .put("permitValidity", tale.permitValidity)
                .put("minimumBinding", tale.minimumBinding);
        ArrayNode evidence = JSON.createArrayNode();
        evidence.addObject()
                .put("gate", "checklist")
                .put("digest", Digest.of(CHECKLIST).toString());
        evidence.addObject()
                .put("gate", "model-card")
                .put("digest", Digest.of(CARD).toString());
        ArrayNode audits = JSON.createArrayNode();
        audits.addObject()
                .put("planDigest", fixedPlan().toString())
                .put("dataset", "sha256:" + "d".repeat(64))
                .put("reference", "sha256:" + "e".repeat(64))
                .put("reportDigest", Digest.of(REPORT).toString());
        audits.addObject()
                .put("planDigest", fixedPlan().toString())
                .put("dataset", "sha256:" + "d".repeat(64))
                .put("reference", "sha256:" + "e".repeat(64))
                .put("error", "no memory");
        Dossier.Builder dossier = Dossier.builder();
        for (Section section : Section.values()) {
            switch (section) {
                case RELEASE -> dossier.section(section, release(tale));
                case ASSESSMENT -> dossier.section(section, assessment);
                case AUDITS -> dossier.section(section, audits);
                case EVIDENCE -> dossier.section(section, evidence);
                case CARD -> dossier.section(section, JSON.createObjectNode().put("name", "credit-default"));
                case ARTIFACT ->
                    dossier.section(
                            section,
                            JSON.createObjectNode()
                                    .put("sha256", ARTIFACT.hex())
                                    .put("binding", tale.binding));
                default -> dossier.section(section, JSON.createArrayNode());
            }
        }
        return dossier.build();
    }

    private static ObjectNode release(Tale tale) {
        ObjectNode release = JSON.createObjectNode()
                .put("model", "credit-default")
                .put("version", "2")
                .put("environment", "production")
                .put("route", "credit-default");
        if (!tale.requested.kinds().isEmpty()) {
            release.set("requested", tale.requested.toJson());
        }
        tale.launch.ifPresent(launch -> release.set("launch", launch));
        return release;
    }

    private static List<CastVote> votes(Tale tale, Digest dossier) {
        List<CastVote> votes = new ArrayList<>();
        votes.add(new CastVote(
                "Priya",
                "p-1",
                "product",
                tale.firstVote,
                "On the first one.",
                Conditions.none(),
                List.of(),
                ARTIFACT,
                NOON,
                Optional.empty()));
        for (JsonNode vote : permitted(tale, dossier).at("/predicate/votes")) {
            VoteDecision decision = VoteDecision.parse(vote.get("decision").textValue());
            votes.add(new CastVote(
                    "A person",
                    vote.get("voter").textValue(),
                    vote.get("function").textValue(),
                    decision,
                    "I read the whole dossier.",
                    decision == VoteDecision.APPROVE_WITH_CONDITIONS ? tale.votes : Conditions.none(),
                    List.of(),
                    dossier,
                    NOON,
                    Optional.empty()));
        }
        if (tale.lapse) {
            votes.add(new CastVote(
                    "Lars",
                    "p-7",
                    "legal",
                    VoteDecision.APPROVE,
                    "I read the whole dossier.",
                    Conditions.none(),
                    List.of(),
                    dossier,
                    NOON,
                    Optional.of("The voter no longer holds the function 'legal'.")));
        }
        return votes;
    }

    /** The statement of a permit that the module issued, on this dossier and with these limits. */
    private static ObjectNode permitted(Tale tale, Digest dossier) {
        try {
            JsonNode envelope = Approvals.permitUnder(tale.votes).envelope().toJson();
            ObjectNode statement = (ObjectNode) JSON.readTree(
                    Base64.getDecoder().decode(envelope.get("payload").textValue()));
            ObjectNode predicate = (ObjectNode) statement.get("predicate");
            predicate.put("dossierDigest", dossier.toString());
            predicate.put("binding", tale.permitBinding);
            predicate.set("conditions", tale.permit.toJson());
            ArrayNode votes = (ArrayNode) predicate.get("votes");
            votes.forEach(vote -> ((ObjectNode) vote)
                    .put("voter", PSEUDONYMS.get(vote.get("function").textValue())));
            ((ObjectNode) votes.get(1)).put("voter", tale.secondVoter);
            if (tale.lastVote != VoteDecision.APPROVE) {
                ((ObjectNode) votes.get(votes.size() - 1)).put("decision", tale.lastVote.text());
            }
            return statement;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] permit(Tale tale, Digest dossier) {
        return Dsse.sign(PermitStatement.PAYLOAD_TYPE, CanonicalJson.bytes(permitted(tale, dossier)), KEY)
                .bytes();
    }

    /** Changes a file's text. */
    public void replace(String name, String what, String by) {
        String before = new String(files.get(name), UTF_8);
        if (!before.contains(what)) {
            throw new IllegalArgumentException(name + " does not hold '" + what + "': " + before);
        }
        files.put(name, before.replace(what, by).getBytes(UTF_8));
    }

    /** The name of the n-th act's leaf among the acts in the bundle. */
    public String leaf(String act) {
        return BundleLayout.leaf(acts.first(act));
    }

    /** Writes the zip, with a list of digests that fits. */
    public Path pack(Path zip) {
        return pack(zip, sums());
    }

    /** Writes the zip with this list of digests. */
    public Path pack(Path zip, String sums) {
        try (OutputStream out = Files.newOutputStream(zip);
                ZipOutputStream entries = new ZipOutputStream(out)) {
            Map<String, byte[]> all = new TreeMap<>(files);
            all.put(BundleLayout.SUMS, sums.getBytes(UTF_8));
            for (Map.Entry<String, byte[]> file : all.entrySet()) {
                entries.putNextEntry(new ZipEntry(file.getKey()));
                entries.write(file.getValue());
                entries.closeEntry();
            }
            return zip;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
