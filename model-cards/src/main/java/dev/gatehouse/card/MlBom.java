package dev.gatehouse.card;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The card as a CycloneDX {@value #SPEC_VERSION} machine-learning bill of materials: the model as a component with its model card, its
 * data sets as components, and the board's votes as annotations. What CycloneDX has no place for is kept as properties named
 * {@code gatehouse:…}. What is not provided is left out, since CycloneDX cannot say why it is missing; the card attached to the PDF does.
 *
 * <p>The JSON is built here, member by member: the library cyclonedx-core-java would bring an XML stack and a schema validator of some
 * 8 MB to write the same document. The tests read and validate it with that library.
 */
public final class MlBom {
    /** Version of CycloneDX that is written. */
    public static final String SPEC_VERSION = "1.6";
    /** Media type of the result. */
    public static final String MEDIA_TYPE = "application/vnd.cyclonedx+json; version=" + SPEC_VERSION;

    static final String MODEL = "model";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern DIGEST = Pattern.compile("sha256:([0-9a-f]{64})");

    /** SPDX identifiers of the licences that models and data sets mostly have; others are given by their name. */
    private static final Map<String, String> LICENCES = Stream.of(
                    "Apache-2.0",
                    "MIT",
                    "BSD-2-Clause",
                    "BSD-3-Clause",
                    "ISC",
                    "MPL-2.0",
                    "EPL-2.0",
                    "EUPL-1.2",
                    "GPL-2.0-only",
                    "GPL-2.0-or-later",
                    "GPL-3.0-only",
                    "GPL-3.0-or-later",
                    "LGPL-3.0-only",
                    "AGPL-3.0-only",
                    "Unlicense",
                    "CC0-1.0",
                    "CC-BY-4.0",
                    "CC-BY-SA-4.0",
                    "CC-BY-NC-4.0",
                    "CC-BY-NC-SA-4.0",
                    "CC-BY-ND-4.0",
                    "CDLA-Permissive-2.0",
                    "ODbL-1.0",
                    "ODC-By-1.0",
                    "PDDL-1.0")
            .collect(Collectors.toMap(id -> id.toLowerCase(Locale.ROOT), Function.identity()));

    private final WrittenCard card;
    private final CardContent content;
    private final ObjectNode bom = JSON.createObjectNode();

    private MlBom(WrittenCard card) {
        this.card = card;
        this.content = card.content();
    }

    /**
     * Writes the bill of materials.
     *
     * @param annex the board's decision; empty marks the card as a draft
     * @param at when it is written, for the document's metadata
     * @return indented JSON, UTF-8; the same arguments give the same bytes. The serial number follows from card and annex alone.
     */
    public static byte[] write(WrittenCard card, Optional<ApprovalAnnex> annex, Instant at) {
        return new MlBom(card).document(annex, at);
    }

    private byte[] document(Optional<ApprovalAnnex> annex, Instant at) {
        bom.put("$schema", "http://cyclonedx.org/schema/bom-" + SPEC_VERSION + ".schema.json");
        bom.put("bomFormat", "CycloneDX");
        bom.put("specVersion", SPEC_VERSION);
        bom.put("serialNumber", "urn:uuid:" + serial(annex));
        bom.put("version", 1);
        ModelDetails details = content.details();
        ObjectNode metadata = bom.putObject("metadata");
        metadata.put("timestamp", at.toString());
        tool(metadata.putObject("tools").putArray("components").addObject());
        ObjectNode subject = metadata.putObject("component");
        subject.put("type", "machine-learning-model");
        subject.put("bom-ref", "subject");
        put(subject, "name", details.model());
        put(subject, "version", details.version());

        ArrayNode components = bom.putArray("components");
        ObjectNode model = components.addObject();
        List<String> data = data(components);
        model(model, data);
        dependency(bom.putArray("dependencies"), "subject", List.of(MODEL));
        dependency((ArrayNode) bom.get("dependencies"), MODEL, data);
        annex.ifPresent(decision -> annotations(bom.putArray("annotations"), decision));
        return bytes();
    }

    private void model(ObjectNode model, List<String> data) {
        ModelDetails details = content.details();
        model.put("type", "machine-learning-model");
        model.put("bom-ref", MODEL);
        details.owner().provided().ifPresent(owner -> put(model.putObject("manufacturer"), "name", owner));
        details.developers().provided().ifPresent(developers -> {
            ArrayNode authors = model.putArray("authors");
            developers.forEach(developer -> put(authors.addObject(), "name", developer));
        });
        put(model, "name", details.model());
        put(model, "version", details.version());
        put(model, "description", details.title());
        hash(model, details.artifactDigest());
        licence(model, details.licence());
        ObjectNode reference = model.putArray("externalReferences").addObject();
        reference.put("type", "model-card");
        reference.put("url", "urn:" + card.digest());
        reference.put("comment", "The machine-readable card, " + CardContent.FORMAT + ", by its digest.");
        reference.set("hashes", hashes(card.digest()));
        model.set("modelCard", MlBomCard.of(content, data));
    }

    /** A component for each data set; returns their references. */
    private List<String> data(ArrayNode components) {
        List<String> references = new ArrayList<>();
        for (Dataset dataset : content.trainingData().provided().orElse(List.of())) {
            references.add(dataset(components.addObject(), dataset, "training", references.size() + 1));
        }
        for (Dataset dataset : content.evaluationData().provided().orElse(List.of())) {
            references.add(dataset(components.addObject(), dataset, "evaluation", references.size() + 1));
        }
        return references;
    }

    private static String dataset(ObjectNode component, Dataset dataset, String use, int number) {
        String reference = "data-" + number;
        component.put("type", "data");
        component.put("bom-ref", reference);
        put(component, "name", dataset.name());
        dataset.note().provided().ifPresent(note -> put(component, "description", note));
        hash(component, dataset.digest());
        licence(component, dataset.licence());
        ObjectNode data = component.putArray("data").addObject();
        data.put("type", "dataset");
        put(data, "name", dataset.name());
        ArrayNode properties = data.putObject("contents").putArray("properties");
        property(properties, "use", use);
        property(properties, "source", dataset.source());
        property(properties, "split", dataset.split());
        property(properties, "seed", dataset.seed());
        dataset.rows().provided().ifPresent(rows -> property(properties, "rows", Long.toString(rows)));
        return reference;
    }

    private static void annotations(ArrayNode annotations, ApprovalAnnex annex) {
        ObjectNode permit = annotation(annotations, annex.approvedAt());
        tool(permit.putObject("annotator").putObject("component"));
        StringBuilder text =
                new StringBuilder("Approved for " + annex.environment() + " under permit " + annex.permitId());
        if (annex.validUntil() != null) {
            text.append(", valid until ").append(annex.validUntil());
        }
        text.append(". Dossier ").append(annex.dossierDigest()).append('.');
        if (annex.ledgerIndex() != null) {
            text.append(" Ledger leaf ").append(annex.ledgerIndex());
            text.append(annex.ledgerRoot() == null ? "." : " under root " + annex.ledgerRoot() + ".");
        }
        annex.conditions().forEach(condition -> text.append(" Condition: ").append(condition));
        put(permit, "text", text.toString());
        for (ApprovalAnnex.Vote vote : annex.votes()) {
            ObjectNode node = annotation(annotations, vote.at());
            put(node.putObject("annotator").putObject("individual"), "name", vote.voter());
            put(node, "text", vote.function() + ": " + vote.decision() + ". " + vote.rationale());
        }
    }

    private static ObjectNode annotation(ArrayNode annotations, Instant at) {
        ObjectNode node = annotations.addObject();
        node.putArray("subjects").add(MODEL);
        node.put("timestamp", at.toString());
        return node;
    }

    private static void tool(ObjectNode component) {
        component.put("type", "application");
        component.put("name", "gatehouse");
    }

    private static void dependency(ArrayNode dependencies, String reference, List<String> on) {
        ObjectNode node = dependencies.addObject();
        node.put("ref", reference);
        if (!on.isEmpty()) {
            ArrayNode all = node.putArray("dependsOn");
            on.forEach(all::add);
        }
    }

    private static void hash(ObjectNode component, Field<String> digest) {
        digest.provided()
                .filter(value -> DIGEST.matcher(value).matches())
                .ifPresent(value -> component.set("hashes", hashes(value)));
    }

    private static ArrayNode hashes(String digest) {
        Matcher hex = DIGEST.matcher(digest);
        ArrayNode hashes = JSON.createArrayNode();
        if (hex.matches()) {
            hashes.addObject().put("alg", "SHA-256").put("content", hex.group(1));
        }
        return hashes;
    }

    private static void licence(ObjectNode component, Field<String> licence) {
        licence.provided().ifPresent(text -> {
            ObjectNode node = component.putArray("licenses").addObject().putObject("license");
            String id = LICENCES.get(text.strip().toLowerCase(Locale.ROOT));
            if (id == null) {
                put(node, "name", text);
            } else {
                node.put("id", id);
            }
        });
    }

    static void property(ArrayNode properties, String name, Field<String> field) {
        field.provided().ifPresent(value -> property(properties, name, value));
    }

    static void property(ArrayNode properties, String name, String value) {
        ObjectNode node = properties.addObject();
        put(node, "name", "gatehouse:" + name);
        if (value != null) {
            put(node, "value", value);
        }
    }

    /** A text; half of a surrogate pair, which UTF-8 cannot carry, becomes U+FFFD. */
    static void put(ObjectNode node, String member, String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .forEach(safe::appendCodePoint);
        node.put(member, safe.toString());
    }

    /** A UUID of version 8 (RFC 9562) from the digest of card and annex. */
    private UUID serial(Optional<ApprovalAnnex> annex) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(card.json());
        annex.ifPresent(decision -> all.writeBytes(CardJson.write(decision)));
        String hex = Resources.sha256(all.toByteArray()).substring("sha256:".length());
        long high = Long.parseUnsignedLong(hex.substring(0, 16), 16) & ~0xF000L | 0x8000L;
        long low = Long.parseUnsignedLong(hex.substring(16, 32), 16) & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L;
        return new UUID(high, low);
    }

    private byte[] bytes() {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        try {
            return (JSON.writer(new DefaultPrettyPrinter()
                                            .withObjectIndenter(lines)
                                            .withArrayIndenter(lines))
                                    .writeValueAsString(bom)
                            + "\n")
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts can always be written", e);
        }
    }
}
