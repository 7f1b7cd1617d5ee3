package dev.gatehouse.risk;

import dev.gatehouse.risk.Assessment.PackReference;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A policy pack that was read, type-checked and has passed its own tests. {@code docs/packs.md} describes the file.
 *
 * <p>Limits: {@value #MAX_PACK_BYTES} bytes of UTF-8, {@value #MAX_DEPTH} levels, no YAML aliases or tags,
 * {@value #MAX_RULES} rules, {@value #MAX_TESTS} tests, {@value #MAX_EXPRESSION_CHARS} code points an expression.
 */
public final class PolicyPack {
    /** Largest file read, in bytes. */
    public static final int MAX_PACK_BYTES = 1 << 20;
    /** Deepest nesting of YAML collections. */
    public static final int MAX_DEPTH = 20;
    /** Most rules in a pack. */
    public static final int MAX_RULES = 1_000;
    /** Most terms in a pack. */
    public static final int MAX_TERMS = 100;
    /** Most tests in a pack. */
    public static final int MAX_TESTS = 1_000;
    /** Longest CEL expression, in code points. */
    public static final int MAX_EXPRESSION_CHARS = 4_000;

    private final PackContent content;
    private final String digest;

    private PolicyPack(PackContent content, String digest) {
        this.content = content;
        this.digest = digest;
    }

    /** Whose rules these are. */
    public enum Kind {
        /** Of a legislator or regulator. */
        LAW,
        /** Of this house; never to be shown as law. */
        HOUSE
    }

    /**
     * Reads and checks a pack.
     *
     * @param file name to show in problems
     * @param bytes the file, UTF-8
     * @throws InvalidPackException if it does not parse, does not type-check, or fails one of its own tests
     */
    public static PolicyPack load(String file, byte[] bytes) throws InvalidPackException {
        return new PolicyPack(PackReader.read(file, bytes), digestOf(bytes));
    }

    /** Id, version, title, kind and digest. */
    public PackReference reference() {
        return new PackReference(content.id(), content.version(), content.title(), content.kind(), digest);
    }

    /** The facts that the pack asks for, in its own order. */
    public List<Fact> facts() {
        return List.copyOf(content.facts().values());
    }

    /** Ids of the rules, in the pack's own order. */
    public List<String> ruleIds() {
        return content.rules().stream().map(Rule::id).toList();
    }

    /** The rules as they are written, in the pack's own order. */
    public List<RuleText> rules() {
        return content.rules().stream()
                .map(rule -> new RuleText(
                        rule.id(),
                        rule.citation(),
                        rule.certainty(),
                        rule.effectiveFrom(),
                        rule.effectiveUntil(),
                        rule.supersededBy(),
                        rule.note(),
                        rule.whenText(),
                        rule.effects(),
                        rule.line()))
                .toList();
    }

    /** The named conditions that rules use, by name, in the pack's own order. */
    public Map<String, String> terms() {
        return Collections.unmodifiableMap(content.terms());
    }

    /** Ids and titles of the gates that the pack may require, by id. */
    public Map<String, String> gates() {
        Map<String, String> titles = new TreeMap<>();
        content.gates().forEach((id, gate) -> titles.put(id, gate.title()));
        return titles;
    }

    /** Ids of the duties that its rules may ask for. */
    public Set<String> duties() {
        Set<String> ids = new TreeSet<>();
        content.rules().forEach(rule -> rule.duties().forEach(duty -> ids.add(duty.id())));
        return ids;
    }

    /** How many tests of its own the pack has passed. */
    public int tests() {
        return content.tests().size();
    }

    /**
     * A rule as it is written.
     *
     * @param id unique in its pack
     * @param citation of the text that it follows
     * @param certainty of the citation
     * @param effectiveFrom first day on which it binds
     * @param effectiveUntil last day on which it binds, where it has one
     * @param supersededBy what replaced it
     * @param note what a reader should know of its reading
     * @param when its condition, in CEL
     * @param effects what it does, a sentence each
     * @param line in the pack's file
     */
    public record RuleText(
            String id,
            String citation,
            Certainty certainty,
            LocalDate effectiveFrom,
            Optional<LocalDate> effectiveUntil,
            Optional<String> supersededBy,
            Optional<String> note,
            String when,
            List<String> effects,
            int line) {
        public RuleText {
            effects = List.copyOf(effects);
        }
    }

    PackContent content() {
        return content;
    }

    private static String digestOf(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
