package dev.gatehouse.governance.files;

/**
 * A stored document, such as a validation report.
 *
 * @param sha256 64 lower-case hex digits
 * @param mediaType one of {@code application/pdf}, {@code application/json}, {@code text/plain} and {@code text/markdown}
 * @param sizeBytes how long it is
 */
public record StoredDocument(String sha256, String mediaType, long sizeBytes) {

    /** The end of a file's name for this media type, with its dot. */
    public String extension() {
        return switch (mediaType) {
            case "application/pdf" -> ".pdf";
            case "application/json" -> ".json";
            case "text/markdown" -> ".md";
            default -> ".txt";
        };
    }
}
