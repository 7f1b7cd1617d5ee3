package dev.gatehouse.approval.dossier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.canonical.StrictFields;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * All that a board sees of a release, in canonical JSON. The bytes are made once, when the dossier is built; after that they are stored,
 * read and hashed, never made again.
 */
public final class Dossier {
    /** Version of the document's form. */
    public static final int FORMAT = 1;
    /** Largest dossier in bytes. */
    public static final int MAX_BYTES = CanonicalJson.MAX_DOCUMENT_BYTES;

    private final byte[] bytes;
    private final Digest digest;
    private final Map<Section, JsonNode> sections;

    private Dossier(byte[] bytes, Map<Section, JsonNode> sections) {
        this.bytes = bytes;
        this.digest = Digest.of(bytes);
        this.sections = sections;
    }

    /** Starts a new dossier. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads stored bytes; they stay what they are, so the digest is theirs.
     *
     * @throws InvalidDocumentException if they are not a dossier of this format
     */
    public static Dossier read(byte[] stored) {
        StrictFields fields = StrictFields.of(CanonicalJson.parse(stored, MAX_BYTES), "$");
        fields.integer("format", FORMAT, FORMAT);
        Map<Section, JsonNode> sections = new EnumMap<>(Section.class);
        for (Section section : Section.values()) {
            sections.put(section, fields.required(section.field()));
        }
        fields.done();
        return new Dossier(stored.clone(), sections);
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Digest of the bytes; what votes bind to. */
    public Digest digest() {
        return digest;
    }

    /** A copy of one section. */
    public JsonNode section(Section section) {
        return sections.get(section).deepCopy();
    }

    /** Whether both are the same bytes. */
    public boolean sameAs(Dossier other) {
        return digest.equals(other.digest);
    }

    /** The sections that differ from another dossier; empty if none does. */
    public Set<Section> changedFrom(Dossier other) {
        Set<Section> changed = EnumSet.noneOf(Section.class);
        sections.forEach((section, content) -> {
            if (!content.equals(other.sections.get(section))) {
                changed.add(section);
            }
        });
        return changed;
    }

    /** Collects the sections of a dossier. */
    public static final class Builder {
        private final Map<Section, JsonNode> sections = new EnumMap<>(Section.class);

        private Builder() {}

        /**
         * Sets a section. Numbers that canonical JSON has no one form for become strings.
         *
         * @param content an object or an array; empty where there is nothing to say
         * @throws InvalidDocumentException if the content is something else, or the section was set before
         */
        public Builder section(Section section, JsonNode content) {
            if (!content.isContainerNode()) {
                throw new InvalidDocumentException(
                        "the dossier's section " + section.field() + " is neither an object nor an array");
            }
            if (sections.putIfAbsent(section, CanonicalJson.numbersAsText(content)) != null) {
                throw new InvalidDocumentException("the dossier's section " + section.field() + " was set twice");
            }
            return this;
        }

        /**
         * Makes the bytes.
         *
         * @throws InvalidDocumentException if a section was not set, or the document is larger than {@link Dossier#MAX_BYTES}
         */
        public Dossier build() {
            Set<Section> missing = EnumSet.allOf(Section.class);
            missing.removeAll(sections.keySet());
            if (!missing.isEmpty()) {
                throw new InvalidDocumentException("the dossier lacks the sections " + missing
                        + "; give an empty object or array where there is nothing to say");
            }
            ObjectNode document = JsonNodeFactory.instance.objectNode();
            document.put("format", FORMAT);
            sections.forEach((section, content) -> document.set(section.field(), content));
            return read(CanonicalJson.bytes(document));
        }
    }
}
