package dev.gatehouse.governance.bundles;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.approval.bundle.BundleLayout;
import dev.gatehouse.approval.bundle.BundleSeal;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.dossier.Dossier;
import dev.gatehouse.approval.dossier.Section;
import dev.gatehouse.approval.ledger.TlogProof;
import dev.gatehouse.approval.permit.PermitCheck;
import dev.gatehouse.approval.permit.PermitVerifier;
import dev.gatehouse.approval.signing.SigningKeys;
import dev.gatehouse.approval.signing.TrustedKeys;
import dev.gatehouse.approval.signing.VerificationKey;
import dev.gatehouse.governance.audits.AuditPlans;
import dev.gatehouse.governance.audits.AuditRun;
import dev.gatehouse.governance.audits.Audits;
import dev.gatehouse.governance.cards.CardForms;
import dev.gatehouse.governance.files.Documents;
import dev.gatehouse.governance.files.SignedArtifacts;
import dev.gatehouse.governance.gates.Gates;
import dev.gatehouse.governance.gates.GivenEvidence;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.governance.releases.ProvenRelease;
import dev.gatehouse.governance.releases.ReleaseProofs;
import dev.gatehouse.governance.releases.ReleaseView;
import dev.gatehouse.governance.releases.Releases;
import dev.gatehouse.governance.reports.Reports;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/**
 * Packs the evidence of a release: what its dossier names, not what came later. The same stored things give the same bytes, and downloading
 * is an act on a subject of its own, so that it does not change them.
 */
@ApplicationScoped
public class EvidenceBundle {

    /** Most bundles that are packed or sent at once: each may fill a file of {@link BundleLayout#MAX_TOTAL_BYTES}. */
    static final int MAX_AT_ONCE = 4;

    /** Most audit reports that are printed into a bundle, the last ones: each takes about half a second. All are in it as JSON. */
    static final int MAX_PRINTED_AUDITS = 20;

    private final ReleaseProofs proofs;
    private final Releases releases;
    private final Versions versions;
    private final AuditPlans plans;
    private final Audits audits;
    private final Gates gates;
    private final CardForms cards;
    private final SignedArtifacts artifacts;
    private final Documents documents;
    private final Reports reports;
    private final Ledger ledger;
    private final SigningKeys keys;
    private final Semaphore places = new Semaphore(MAX_AT_ONCE);

    @Inject
    EvidenceBundle(
            ReleaseProofs proofs,
            Releases releases,
            Versions versions,
            AuditPlans plans,
            Audits audits,
            Gates gates,
            CardForms cards,
            SignedArtifacts artifacts,
            Documents documents,
            Reports reports,
            Ledger ledger,
            SigningKeys keys) {
        this.proofs = proofs;
        this.releases = releases;
        this.versions = versions;
        this.plans = plans;
        this.audits = audits;
        this.gates = gates;
        this.cards = cards;
        this.artifacts = artifacts;
        this.documents = documents;
        this.reports = reports;
        this.ledger = ledger;
        this.keys = keys;
    }

    /**
     * Writes the bundle of a release into a new temporary file. No transaction is open over it: what the release came to is read in one
     * snapshot of the database, and all else in it is kept by its digest.
     *
     * @throws ProblemException {@code unknown-release}, {@code ledger-behind}, {@code bundle-too-large}, or {@code too-many-downloads}
     *     while {@value #MAX_AT_ONCE} others are packed or sent
     */
    PackedBundle of(UUID releaseId) {
        if (!places.tryAcquire()) {
            throw new ProblemException(
                    ProblemType.TOO_MANY_DOWNLOADS,
                    MAX_AT_ONCE + " bundles are being packed or sent; ask again in some seconds.");
        }
        PackedBundle packed = PackedBundle.begin(places::release);
        try {
            ProvenRelease proven = proofs.of(releaseId);
            Digest sums = write(proven, packed.file());
            ledger.recordNow(
                    "evidence.downloaded",
                    "download/release/" + releaseId,
                    Map.of(
                            "dossier", proven.release().dossierDigest(),
                            "sums", sums.toString(),
                            "checkpoint", proven.checkpoint().root().toString()));
            return packed;
        } catch (RuntimeException e) {
            packed.discard(e);
            throw e;
        }
    }

    private Digest write(ProvenRelease proven, Path file) {
        ReleaseView release = proven.release();
        Dossier dossier = releases.dossierOf(release.dossierDigest());
        ModelVersion version = versions.named(release.model(), release.version());
        try (BundleZip zip = new BundleZip(file)) {
            zip.add(BundleLayout.README, BundleReadme.of(release));
            zip.add(BundleLayout.RELEASE, proven.record().bytes());
            zip.add(BundleLayout.DOSSIER, dossier.bytes());
            zip.add(BundleLayout.COMMENTS, proven.discussion().bytes());
            if (release.permit() != null) {
                zip.add(BundleLayout.PERMIT, release.permit().envelope());
            }
            zip.add(BundleLayout.KEYS, publicKeys(release));
            if (dossier.section(Section.ARTIFACT).has("signed")) {
                artifacts
                        .find(version.artifactSha256())
                        .ifPresent(signed -> zip.add(BundleLayout.MODEL_SIGNATURE, signed.signature()));
            }
            addEvidence(zip, release, version, dossier);
            addAudits(zip, version, dossier);
            addDocuments(zip, proven, dossier);
            addLedger(zip, proven);
            return zip.finish(sums -> ledger.signed(
                    new BundleSeal(release.id(), proven.checkpoint().size(), sums)));
        }
    }

    /** All keys of the service, first the one that signed the permit: openssl reads only the first. */
    private String publicKeys(ReleaseView release) {
        byte[] envelope = release.permit() == null
                ? new byte[0]
                : release.permit().envelope().getBytes(StandardCharsets.UTF_8);
        return keys.trusted().keys().stream()
                .sorted(Comparator.comparing(key -> !signed(envelope, key)))
                .map(VerificationKey::pem)
                .collect(Collectors.joining());
    }

    private static boolean signed(byte[] envelope, VerificationKey key) {
        return PermitVerifier.verify(envelope, TrustedKeys.of(key)) instanceof PermitCheck.Valid;
    }

    private void addEvidence(BundleZip zip, ReleaseView release, ModelVersion version, Dossier dossier) {
        Map<String, GivenEvidence> byDigest = new TreeMap<>();
        gates.evidenceOf(version).forEach(given -> byDigest.putIfAbsent(given.digest(), given));
        Set<String> added = new HashSet<>();
        JsonNode card = null;
        for (JsonNode entry : dossier.section(Section.EVIDENCE)) {
            GivenEvidence given = byDigest.get(entry.path("digest").asText());
            boolean isFile = given.file() != null;
            String extension = isFile ? given.file().extension().substring(1) : "json";
            String name = BundleLayout.evidence(entry.path("gate").asText(), Digest.parse(given.digest()), extension);
            if (added.add(name)) {
                zip.add(
                        name,
                        isFile
                                ? documents.bytes(given.file().sha256())
                                : given.content().getBytes(StandardCharsets.UTF_8));
            }
            if (given.kind().equals("card")) {
                card = entry;
            }
        }
        if (card != null) {
            String content = byDigest.get(card.path("digest").asText()).content();
            zip.add(BundleLayout.CARD, content);
            cards.issuedWith(
                            release,
                            content.getBytes(StandardCharsets.UTF_8),
                            Instant.parse(card.path("givenAt").asText()))
                    .ifPresent(pdf -> zip.add(BundleLayout.CARD_PDF, pdf));
        }
    }

    private void addAudits(BundleZip zip, ModelVersion version, Dossier dossier) {
        Map<String, String> reports = new TreeMap<>();
        for (AuditRun run : audits.endedRunsOf(version.id())) {
            if (run.report() != null) {
                reports.put(run.reportDigest(), run.report());
            }
        }
        Set<String> added = new HashSet<>();
        for (JsonNode run : dossier.section(Section.AUDITS)) {
            if (!run.has("dataset")) {
                // A run of another version is only named here.
                continue;
            }
            String report = run.path("reportDigest").asText();
            if (!report.isEmpty() && added.add(report)) {
                zip.add(BundleLayout.audit(Digest.parse(report)), reports.get(report));
            }
            String plan = run.path("planDigest").asText();
            if (added.add(plan)) {
                zip.add(
                        BundleLayout.plan(Digest.parse(plan)),
                        plans.fixedPlan(plan).document());
            }
        }
    }

    /** What is printed for people; each PDF is the one that the library has; one that is over a limit is left out. */
    private void addDocuments(BundleZip zip, ProvenRelease proven, Dossier dossier) {
        reports.approvalPdf(proven, dossier).ifPresent(pdf -> zip.add(BundleLayout.APPROVAL_RECORD_PDF, pdf));
        Digest assessment = Digest.of(CanonicalJson.bytes(dossier.section(Section.ASSESSMENT)));
        reports.assessmentPdf(proven.release().model(), assessment.toString())
                .ifPresent(pdf -> zip.add(BundleLayout.RISK_ASSESSMENT_PDF, pdf));
        Map<String, UUID> runs = new LinkedHashMap<>();
        for (JsonNode run : dossier.section(Section.AUDITS)) {
            if (run.has("dataset") && run.hasNonNull("reportDigest")) {
                // Of the same report the run that came to it last, in the place of that one.
                String report = run.path("reportDigest").textValue();
                runs.remove(report);
                runs.put(report, UUID.fromString(run.path("id").textValue()));
            }
        }
        runs.entrySet().stream()
                .skip(Math.max(0, runs.size() - MAX_PRINTED_AUDITS))
                .forEach(run -> reports.auditPdf(run.getValue())
                        .ifPresent(pdf -> zip.add(BundleLayout.auditPdf(Digest.parse(run.getKey())), pdf)));
    }

    private void addLedger(BundleZip zip, ProvenRelease proven) {
        String note = proven.checkpoint().note();
        zip.add(BundleLayout.CHECKPOINT, note);
        zip.add(BundleLayout.LEDGER_KEYS, String.join("\n", ledger.verifierKeys()) + "\n");
        for (Ledger.Entry act : proven.acts()) {
            List<Digest> hashes =
                    ledger.inclusionProof(act.index(), proven.checkpoint().size());
            zip.add(BundleLayout.leaf(act.index()), act.leaf());
            zip.add(BundleLayout.record(act.index()), act.payload());
            byte[] textKey = proven.textKeys().get(act.index());
            if (textKey != null) {
                zip.add(BundleLayout.textKey(act.index()), HexFormat.of().formatHex(textKey) + "\n");
            }
            zip.add(BundleLayout.proof(act.index()), new TlogProof(act.index(), hashes, note).text());
        }
    }
}
