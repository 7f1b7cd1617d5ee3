package dev.gatehouse.governance.bundles;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.signing.SigningKey;
import dev.gatehouse.governance.audits.AuditRun;
import dev.gatehouse.governance.audits.Audits;
import dev.gatehouse.governance.cards.Cards;
import dev.gatehouse.governance.gates.Gates;
import dev.gatehouse.governance.gates.GivenEvidence;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.releases.ReleaseView;
import dev.gatehouse.governance.releases.Releases;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Packs the evidence of a release. The same stored things give the same bytes. */
@ApplicationScoped
public class EvidenceBundle {

    /** Zip entries carry a date; a fixed one keeps the bytes the same. */
    private static final LocalDateTime ENTRY_DATE = LocalDateTime.of(2026, 1, 1, 0, 0);

    private final Releases releases;
    private final Versions versions;
    private final Audits audits;
    private final Gates gates;
    private final Cards cards;
    private final Ledger ledger;
    private final SigningKey key;
    private final ObjectMapper json;

    @Inject
    EvidenceBundle(
            Releases releases,
            Versions versions,
            Audits audits,
            Gates gates,
            Cards cards,
            Ledger ledger,
            SigningKey key,
            ObjectMapper json) {
        this.releases = releases;
        this.versions = versions;
        this.audits = audits;
        this.gates = gates;
        this.cards = cards;
        this.ledger = ledger;
        this.key = key;
        this.json = json;
    }

    /** The zip of a release's dossier, evidence, audit reports, card, votes, permit, public key and ledger leaves. */
    @Transactional
    public byte[] of(UUID releaseId) {
        ReleaseView release = releases.named(releaseId);
        ModelVersion version = versions.named(release.model(), release.version());
        Map<String, byte[]> files = new TreeMap<>();
        files.put("dossier.json", releases.dossier(releaseId).bytes());
        files.put("votes.json", bytes(release.votes()));
        for (GivenEvidence evidence : gates.evidenceOf(version)) {
            files.put(
                    "evidence/" + evidence.gate() + "-" + hex(evidence.digest()) + ".json",
                    evidence.content().getBytes(StandardCharsets.UTF_8));
        }
        for (AuditRun run : audits.completedRunsOf(version.id())) {
            files.put(
                    "audits/" + hex(run.reportDigest()) + ".json", run.report().getBytes(StandardCharsets.UTF_8));
        }
        for (AuditRun run : audits.endedRunsOf(version.id())) {
            files.put(
                    "plans/" + hex(run.plan()) + ".json",
                    audits.fixedPlan(run.plan()).document().getBytes(StandardCharsets.UTF_8));
        }
        files.put("card.json", cards.json(release.model(), release.version()));
        files.put("card.pdf", cards.pdf(release.model(), release.version()));
        List<Ledger.Entry> leaves = new ArrayList<>(ledger.about("release/" + releaseId));
        if (release.permit() != null) {
            files.put("permit.dsse.json", release.permit().envelope().getBytes(StandardCharsets.UTF_8));
            leaves.addAll(ledger.about("permit/" + release.permit().id()));
        }
        files.put("ledger-leaves.json", bytes(leaves));
        files.put("permit-key.pem", key.verificationKey().pem().getBytes(StandardCharsets.US_ASCII));
        files.put("README.txt", readme(release).getBytes(StandardCharsets.UTF_8));
        StringBuilder sums = new StringBuilder();
        files.forEach((name, content) ->
                sums.append(Digest.of(content).hex()).append("  ").append(name).append('\n'));
        files.put("SHA256SUMS", sums.toString().getBytes(StandardCharsets.US_ASCII));
        ledger.record("evidence.downloaded", "release/" + releaseId, Map.of("dossier", release.dossierDigest()));
        return zip(files);
    }

    private static String readme(ReleaseView release) {
        return """
                Evidence of release %s: %s in %s, state %s.

                sha256sum -c SHA256SUMS          every file is the one listed
                dossier.json                     what the board read; its SHA-256 is %s,
                                                 the digest that the permit names, and each vote in votes.json
                                                 that has not lapsed
                evidence/GATE-SHA256.json        what was given for each gate
                audits/SHA256.json               every audit report of the version
                plans/DIGEST.json                the plans they ran on, by the digest under which each was fixed
                card.pdf, card.json              the model card; card.json is attached to the PDF too
                permit.dsse.json                 the permit: a DSSE envelope around an in-toto Statement v1, signed with
                                                 ECDSA P-256; permit-key.pem is the public key. To check it with openssl:
                                                 write "DSSEv1 28 application/vnd.in-toto+json LENGTH PAYLOAD" to a file,
                                                 PAYLOAD being the base64-decoded payload and LENGTH its bytes, and run
                                                 openssl dgst -sha256 -verify permit-key.pem -signature SIG FILE
                ledger-leaves.json               the acts on this release and permit; the hash of each is
                                                 SHA-256(0x00 || leaf) as RFC 6962 says
                """.formatted(
                        release.id(), release.label(), release.environment(), release.state(), release.dossierDigest());
    }

    private static byte[] zip(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setTimeLocal(ENTRY_DATE);
                zip.putNextEntry(entry);
                zip.write(file.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a zip in memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    private byte[] bytes(Object value) {
        try {
            return json.writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a view does not print", e);
        }
    }

    private static String hex(String digest) {
        return Digest.parse(digest).hex();
    }
}
