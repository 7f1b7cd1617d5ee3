package dev.gatehouse.risk;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A YAML mapping that is read key by key. Whatever does not fit is added to the problems with its line, and a harmless value
 * is returned so that reading goes on; the caller throws before it uses what was read. Duplicate keys are problems, and so is
 * every key that nobody asked for ({@link #refuseUnread()}).
 */
final class Section {
    /** Longest single text, in chars. */
    static final int MAX_TEXT_CHARS = 4_000;

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?[0-9]{1,30}(\\.[0-9]{1,30})?");

    private final Problems problems;
    private final String rule;
    private final int line;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Integer> keyLines = new LinkedHashMap<>();
    private final Set<String> read = new HashSet<>();

    Section(MappingNode node, Problems problems, String rule) {
        this.problems = problems;
        this.rule = rule;
        this.line = lineOf(node);
        for (NodeTuple tuple : node.getValue()) {
            int keyLine = lineOf(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(keyLine, rule, "a key must be a single word");
                continue;
            }
            if (values.putIfAbsent(key.getValue(), tuple.getValueNode()) != null) {
                problems.add(keyLine, rule, "'" + shown(key.getValue()) + "' is given twice; remove one");
            }
            keyLines.putIfAbsent(key.getValue(), keyLine);
        }
    }

    /** A CEL expression with the line of its first character, and whether its line breaks are those of the file. */
    record Expression(String source, int line, boolean keepsLines) {}

    int line() {
        return line;
    }

    Problems problems() {
        return problems;
    }

    Set<String> keys() {
        return keyLines.keySet();
    }

    int lineOf(String key) {
        return keyLines.getOrDefault(key, line);
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    void problem(String key, String reason) {
        problems.add(lineOf(key), rule, reason);
    }

    /** Adds a problem for every key that was never asked for. */
    void refuseUnread() {
        for (String key : values.keySet()) {
            if (!read.contains(key)) {
                problem(key, "'" + shown(key) + "' is not known here; expected " + String.join(", ", sortedRead()));
            }
        }
    }

    private List<String> sortedRead() {
        return read.stream().sorted().toList();
    }

    private Optional<Node> take(String key) {
        read.add(key);
        return Optional.ofNullable(values.get(key));
    }

    private Node require(String key) {
        Node node = take(key).orElse(null);
        if (node == null) {
            problems.add(line, rule, "'" + key + "' is missing");
        }
        return node;
    }

    /** A required text that is not blank; empty when there is a problem. */
    String text(String key) {
        Node node = require(key);
        return node == null ? "" : textOf(node, key).orElse("");
    }

    Optional<String> optionalText(String key) {
        return take(key).flatMap(node -> textOf(node, key));
    }

    private Optional<String> textOf(Node node, String what) {
        if (!(node instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
            problems.add(lineOf(node), rule, "'" + what + "' must be a text");
            return Optional.empty();
        }
        String text = scalar.getValue().strip();
        if (text.length() > MAX_TEXT_CHARS) {
            problems.add(lineOf(node), rule, "'" + what + "' is longer than " + MAX_TEXT_CHARS + " characters");
            return Optional.empty();
        }
        return Optional.of(text);
    }

    /** A required text, parsed; empty when there is a problem. */
    <T> Optional<T> parsed(String key, Function<String, T> parser, String expected) {
        Node node = require(key);
        return node == null ? Optional.empty() : parse(node, key, parser, expected);
    }

    <T> Optional<T> optionalParsed(String key, Function<String, T> parser, String expected) {
        return take(key).flatMap(node -> parse(node, key, parser, expected));
    }

    private <T> Optional<T> parse(Node node, String key, Function<String, T> parser, String expected) {
        Optional<String> text = textOf(node, key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(text.get()));
        } catch (DateTimeException | IllegalArgumentException | ArithmeticException e) {
            problems.add(lineOf(node), rule, "'" + key + "' must be " + expected + ", not '" + shown(text.get()) + "'");
            return Optional.empty();
        }
    }

    /** A list of texts; empty when the key is not there. */
    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (Node item : items(key)) {
            textOf(item, key).ifPresent(texts::add);
        }
        return texts;
    }

    private List<Node> items(String key) {
        Node node = take(key).orElse(null);
        if (node == null) {
            return List.of();
        }
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        problems.add(lineOf(node), rule, "'" + key + "' must be a list");
        return List.of();
    }

    Optional<Section> section(String key) {
        return take(key).flatMap(node -> sectionOf(node, key, rule));
    }

    /** Whether the value is that word and nothing else. */
    boolean saysOnly(String key, String word) {
        return take(key)
                .filter(node -> node instanceof ScalarNode scalar
                        && scalar.getValue().strip().equals(word))
                .isPresent();
    }

    /** A list of mappings; empty when the key is not there. */
    List<Section> sections(String key) {
        List<Section> sections = new ArrayList<>();
        for (Node item : items(key)) {
            sectionOf(item, "each of " + key, rule).ifPresent(sections::add);
        }
        return sections;
    }

    /** This section, with its problems told under a rule's id. */
    Section within(String ruleId) {
        Section named = new Section(problems, ruleId, line);
        named.values.putAll(values);
        named.keyLines.putAll(keyLines);
        named.read.addAll(read);
        return named;
    }

    private Section(Problems problems, String rule, int line) {
        this.problems = problems;
        this.rule = rule;
        this.line = line;
    }

    private Optional<Section> sectionOf(Node node, String what, String ruleId) {
        if (node instanceof MappingNode mapping) {
            return Optional.of(new Section(mapping, problems, ruleId));
        }
        problems.add(lineOf(node), rule, "'" + what + "' must be a mapping");
        return Optional.empty();
    }

    /** A required expression; empty when there is a problem. */
    Optional<Expression> expression(String key) {
        Node node = require(key);
        if (node == null || textOf(node, key).isEmpty()) {
            return Optional.empty();
        }
        ScalarNode scalar = (ScalarNode) node;
        boolean block = scalar.getScalarStyle() == ScalarStyle.LITERAL || scalar.getScalarStyle() == ScalarStyle.FOLDED;
        return Optional.of(new Expression(
                scalar.getValue(), lineOf(node) + (block ? 1 : 0), scalar.getScalarStyle() == ScalarStyle.LITERAL));
    }

    /** This mapping as plain values: Boolean, Long, BigDecimal, String, List, Map; a value left empty is left out. */
    Map<String, Object> plainValues() {
        Map<String, Object> plain = new LinkedHashMap<>();
        values.forEach((key, node) -> {
            read.add(key);
            Object value = plain(node);
            if (value != null) {
                plain.put(key, value);
            }
        });
        return plain;
    }

    private Object plain(Node node) {
        if (node instanceof MappingNode mapping) {
            return new Section(mapping, problems, rule).plainValues();
        }
        if (node instanceof SequenceNode sequence) {
            List<Object> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(plain(item));
            }
            return items;
        }
        ScalarNode scalar = (ScalarNode) node;
        String text = scalar.getValue();
        if (!scalar.isPlain()) {
            return text;
        }
        // Words such as yes, no and on stay texts here: a fact's type, not YAML 1.1, says what they mean.
        if (text.isEmpty() || text.equals("null") || text.equals("~")) {
            return null;
        }
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        if (INTEGER.matcher(text).matches()) {
            return Long.valueOf(text);
        }
        return DECIMAL.matcher(text).matches() ? new BigDecimal(text) : text;
    }

    /** A text of somebody else's for a message: not too long, and without characters that a terminal would obey. */
    static String shown(String text) {
        String shown = text.length() <= 60 ? text : text.substring(0, 60) + "…";
        return CONTROL.matcher(shown).replaceAll("?");
    }

    private static int lineOf(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
