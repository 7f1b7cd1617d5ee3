package dev.gatehouse.governance.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Use cases on documents that people bring in as evidence. They are kept by digest, given back as they came, and never shown inside a page. */
@ApplicationScoped
public class Documents {

    /** Largest document, bytes. */
    public static final int MAX_BYTES = 16 * 1024 * 1024;

    /** The kinds of document taken. */
    public static final List<String> MEDIA_TYPES =
            List.of("application/pdf", "application/json", "text/plain", "text/markdown");

    private static final byte[] PDF = "%PDF-".getBytes(StandardCharsets.US_ASCII);

    private final DigestStore store;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;
    private final ObjectMapper json;

    @Inject
    Documents(FilesConfig config, Ledger ledger, Caller caller, Clock clock, ObjectMapper json) {
        this.store = new DigestStore(config.documents(), MAX_BYTES);
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
        this.json = json;
    }

    /**
     * Stores a document; storing the same bytes again changes nothing.
     *
     * @param mediaType with or without parameters
     * @throws ProblemException {@code unsupported-media-type}, {@code body-too-large}, or {@code invalid-value} for bytes that are not of
     *     that kind
     */
    @Transactional
    public StoredDocument store(String mediaType, byte[] bytes) {
        String type =
                mediaType == null ? "" : mediaType.split(";", 2)[0].strip().toLowerCase(java.util.Locale.ROOT);
        if (!MEDIA_TYPES.contains(type)) {
            throw new ProblemException(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE,
                    "A document is one of " + String.join(", ", MEDIA_TYPES) + ", not '" + type + "'.");
        }
        if (bytes.length > MAX_BYTES) {
            throw new ProblemException(
                    ProblemType.BODY_TOO_LARGE, "A document may have at most " + MAX_BYTES + " bytes.");
        }
        checkForm(type, bytes);
        String sha256 = Digest.of(bytes).hex();
        DocumentEntity entity = DocumentEntity.findById(sha256);
        if (entity == null) {
            store.store(sha256, new ByteArrayInputStream(bytes));
            entity = new DocumentEntity();
            entity.sha256 = sha256;
            entity.mediaType = type;
            entity.sizeBytes = bytes.length;
            entity.uploadedAt = clock.instant();
            entity.uploadedBy = caller.sub();
            entity.persist();
            ledger.record("document.uploaded", "document/" + sha256, Map.of("document", "sha256:" + sha256));
        }
        return view(entity);
    }

    /** What is known of a stored document. */
    @Transactional
    public Optional<StoredDocument> find(String sha256) {
        return DocumentEntity.<DocumentEntity>findByIdOptional(sha256).map(Documents::view);
    }

    /** The bytes of a stored document, as they came. */
    public byte[] bytes(String sha256) {
        try {
            return Files.readAllBytes(store.path(sha256));
        } catch (IOException e) {
            throw new UncheckedIOException("document " + sha256 + " could not be read", e);
        }
    }

    /** What a file says it is it must look like, so that nobody is handed something else under its name. */
    private void checkForm(String type, byte[] bytes) {
        if (type.equals("application/pdf")) {
            if (bytes.length < PDF.length || !Arrays.equals(bytes, 0, PDF.length, PDF, 0, PDF.length)) {
                throw new ProblemException(ProblemType.INVALID_VALUE, "The file does not begin as a PDF does (%PDF-).");
            }
            return;
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProblemException(ProblemType.INVALID_VALUE, "The file is not UTF-8 text.");
        }
        if (text.isBlank() || text.indexOf('\0') >= 0) {
            throw new ProblemException(ProblemType.INVALID_VALUE, "The file is empty, or not text.");
        }
        if (type.equals("application/json")) {
            try {
                json.readTree(text);
            } catch (JsonProcessingException e) {
                throw new ProblemException(ProblemType.INVALID_VALUE, "The file is not JSON.");
            }
        }
    }

    private static StoredDocument view(DocumentEntity e) {
        return new StoredDocument(e.sha256, e.mediaType, e.sizeBytes);
    }
}
