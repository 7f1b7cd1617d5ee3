package dev.gatehouse.governance.gates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.governance.files.Documents;
import dev.gatehouse.governance.files.StoredDocument;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Use cases on evidence that people give, as JSON or as a file, and on reading such a file again. */
@ApplicationScoped
class GivenEvidences {

    private static final Set<String> KINDS = Set.of("checklist", "document", "validation-report");

    private final Gates gates;
    private final Documents documents;
    private final Ledger ledger;

    @Inject
    GivenEvidences(Gates gates, Documents documents, Ledger ledger) {
        this.gates = gates;
        this.documents = documents;
        this.ledger = ledger;
    }

    /** Whether gates of that kind take what people give here. */
    static boolean takes(String kind) {
        return KINDS.contains(kind);
    }

    /** A file of evidence with the name that it is saved under. */
    record EvidenceFile(String name, StoredDocument document, byte[] bytes) {}

    /**
     * Gives evidence for a gate that takes a checklist, a document or a validation report.
     *
     * @param content the evidence, if it is not a file
     * @param file SHA-256 of a document that was brought in, if it is one
     * @throws ProblemException {@code invalid-value}, {@code unknown-digest}, {@code forbidden}, {@code gates-unmet}
     */
    @Transactional
    GivenEvidence give(
            ModelVersion version,
            String gate,
            String title,
            Optional<? extends JsonNode> content,
            Optional<String> file,
            Optional<ReportSubject> subject) {
        if (content.isPresent() == file.isPresent()) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE,
                    "Give either 'content' or 'file', the SHA-256 of a document brought in.");
        }
        Optional<StoredDocument> document = file.map(this::document);
        JsonNode written = document.<JsonNode>map(GivenEvidences::description)
                .orElseGet(() -> content.map(CanonicalJson::numbersAsText).orElseThrow());
        return gates.give(version, gate, title, CanonicalJson.bytes(written), document, subject, KINDS);
    }

    /**
     * The file of an evidence of a version; that it was read is taken down.
     *
     * @throws ProblemException {@code not-found}
     */
    @Transactional
    EvidenceFile file(ModelVersion version, UUID id) {
        GivenEvidence evidence = gates.evidenceOf(version).stream()
                .filter(one -> one.id().equals(id) && one.file() != null)
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND, version.label() + " has no evidence " + id + " with a file."));
        StoredDocument document = evidence.file();
        ledger.record("evidence.downloaded", "download/evidence/" + id, Map.of("evidence", evidence.digest()));
        return new EvidenceFile(
                evidence.gate() + "-" + document.sha256().substring(0, 12) + document.extension(),
                document,
                documents.bytes(document.sha256()));
    }

    /** Handed out to be saved, never to be shown by a browser in this site's name. */
    static Response download(EvidenceFile file) {
        return Response.ok(file.bytes(), file.document().mediaType())
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + file.name() + "\"")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }

    private StoredDocument document(String sha256) {
        return documents
                .find(sha256)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.UNKNOWN_DIGEST,
                        "file: no document with SHA-256 " + sha256 + " is here. POST /api/v1/documents first."));
    }

    private static ObjectNode description(StoredDocument document) {
        ObjectNode description = JsonNodeFactory.instance.objectNode();
        description
                .putObject("file")
                .put("sha256", document.sha256())
                .put("mediaType", document.mediaType())
                .put("sizeBytes", Long.toString(document.sizeBytes()));
        return description;
    }
}
