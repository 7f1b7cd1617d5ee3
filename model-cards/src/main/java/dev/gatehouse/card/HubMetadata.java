package dev.gatehouse.card;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The metadata of a model on the Hugging Face Hub, as YAML. Keys are ours; every text is a double-quoted scalar with all that YAML could
 * read otherwise escaped, so that no value can become a key.
 */
final class HubMetadata {
    /**
     * Licence ids of the Hub: hub-docs, {@code docs/hub/repositories-licenses.md}, as of 2026-11, without the families ({@code cc},
     * {@code gpl}, …), which say too little.
     */
    static final Set<String> LICENCES = Set.of(
            "apache-2.0",
            "mit",
            "openrail",
            "bigscience-openrail-m",
            "creativeml-openrail-m",
            "bigscience-bloom-rail-1.0",
            "bigcode-openrail-m",
            "afl-3.0",
            "artistic-2.0",
            "bsl-1.0",
            "bsd-2-clause",
            "bsd-3-clause",
            "bsd-3-clause-clear",
            "c-uda",
            "cc0-1.0",
            "cc-by-2.0",
            "cc-by-2.5",
            "cc-by-3.0",
            "cc-by-4.0",
            "cc-by-sa-3.0",
            "cc-by-sa-4.0",
            "cc-by-nc-2.0",
            "cc-by-nc-3.0",
            "cc-by-nc-4.0",
            "cc-by-nd-4.0",
            "cc-by-nc-nd-3.0",
            "cc-by-nc-nd-4.0",
            "cc-by-nc-sa-2.0",
            "cc-by-nc-sa-3.0",
            "cc-by-nc-sa-4.0",
            "cdla-sharing-1.0",
            "cdla-permissive-1.0",
            "cdla-permissive-2.0",
            "ecl-2.0",
            "epl-1.0",
            "epl-2.0",
            "etalab-2.0",
            "eupl-1.1",
            "agpl-3.0",
            "gpl-2.0",
            "gpl-3.0",
            "lgpl-2.1",
            "lgpl-3.0",
            "isc",
            "lppl-1.3c",
            "ms-pl",
            "mpl-2.0",
            "odc-by",
            "odbl",
            "openrail++",
            "osl-3.0",
            "postgresql",
            "ofl-1.1",
            "ncsa",
            "unlicense",
            "zlib",
            "pddl",
            "unknown",
            "other");

    private static final Pattern HUB_ID = Pattern.compile("[A-Za-z0-9][\\w.-]{0,95}/[\\w.-]{1,96}");
    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}");
    private static final int MAX_LICENCE_NAME_CHARS = 64;

    private final StringBuilder out = new StringBuilder();

    private HubMetadata() {}

    /** Lines of a YAML mapping. */
    static String of(CardContent content) {
        HubMetadata metadata = new HubMetadata();
        metadata.write(content);
        return metadata.out.toString();
    }

    private void write(CardContent content) {
        String language = Locale.forLanguageTag(content.language()).getLanguage();
        if (LANGUAGE.matcher(language).matches()) {
            list("language", List.of(language));
        }
        licence(content.details().licence());
        if (content.details()
                .modelType()
                .provided()
                .orElse("")
                .toLowerCase(Locale.ROOT)
                .contains("onnx")) {
            entry("", "library_name", "onnx");
        }
        ModelTask task = ModelTask.of(content);
        if (task != ModelTask.OTHER) {
            entry("", "pipeline_tag", task.id());
        }
        list("tags", List.of("gatehouse", "model-card"));
        Set<String> datasets = new TreeSet<>();
        content.trainingData().provided().orElse(List.of()).forEach(dataset -> datasets.add(dataset.name()));
        list(
                "datasets",
                datasets.stream().filter(name -> HUB_ID.matcher(name).matches()).toList());
        List<Metric> measured = content.metrics().provided().orElse(List.of()).stream()
                .filter(metric -> metric.estimate().value() != null)
                .toList();
        list(
                "metrics",
                measured.stream()
                        .map(metric -> ModelTask.metricId(metric.name()))
                        .distinct()
                        .toList());
        List<Dataset> evaluation = content.evaluationData().provided().orElse(List.of());
        // The Hub takes a result only with its data set.
        if (!measured.isEmpty() && !evaluation.isEmpty()) {
            results(content, task, measured, evaluation);
        }
    }

    private void licence(Field<String> licence) {
        String text = licence.provided().orElse(null);
        if (text == null) {
            entry("", "license", licence instanceof Field.NotApplicable<?> ? "other" : "unknown");
            if (licence instanceof Field.NotApplicable<?>) {
                entry("", "license_name", "not-applicable");
            }
            return;
        }
        String id = text.strip().toLowerCase(Locale.ROOT).replaceAll("-(only|or-later)$", "");
        if (LICENCES.contains(id)) {
            entry("", "license", id);
        } else {
            entry("", "license", "other");
            String slug = ModelTask.slug(text);
            entry("", "license_name", slug.substring(0, Math.min(slug.length(), MAX_LICENCE_NAME_CHARS)));
        }
    }

    private void results(CardContent content, ModelTask task, List<Metric> metrics, List<Dataset> evaluation) {
        out.append("model-index:\n");
        entry("- ", "name", content.details().model());
        out.append("  results:\n  - task:\n");
        entry("      ", "type", task.id());
        entry("      ", "name", task.title());
        String name = evaluation.stream().map(Dataset::name).collect(Collectors.joining(", "));
        Dataset only = evaluation.size() == 1 ? evaluation.get(0) : null;
        out.append("    dataset:\n");
        entry("      ", "type", HUB_ID.matcher(name).matches() ? name : ModelTask.slug(name));
        entry("      ", "name", name);
        if (only != null) {
            only.split().provided().ifPresent(split -> entry("      ", "split", split));
            only.digest().provided().ifPresent(digest -> entry("      ", "revision", digest));
        }
        out.append("    metrics:\n");
        for (Metric metric : metrics) {
            entry("    - ", "type", ModelTask.metricId(metric.name()));
            out.append("      value: ")
                    .append(number(metric.estimate().value()))
                    .append('\n');
            entry("      ", "name", metric.name());
            out.append("      verified: false\n");
        }
    }

    private void list(String key, List<String> values) {
        if (!values.isEmpty()) {
            out.append(key).append(":\n");
            values.forEach(value -> out.append("- ").append(quoted(value)).append('\n'));
        }
    }

    private void entry(String indent, String key, String value) {
        out.append(indent).append(key).append(": ").append(quoted(value)).append('\n');
    }

    /** A number that YAML 1.1 and 1.2 read as one: plain, with a digit on each side of its point. */
    private static String number(BigDecimal value) {
        return value.toPlainString();
    }

    /** A text as a double-quoted YAML scalar on one line. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                quoted.append('\uFFFD');
            } else if (printable(c)) {
                quoted.appendCodePoint(c);
            } else {
                quoted.append(String.format(Locale.ROOT, c > 0xFFFF ? "\\U%08X" : "\\u%04X", c));
            }
        });
        return quoted.append('"').toString();
    }

    /** Whether YAML takes the character as it is and reads it back as itself; line ends and the byte order mark are not. */
    private static boolean printable(int c) {
        return (c >= 0x20 && c < 0x7F)
                || (c >= 0xA0 && c <= 0xD7FF && c != 0x2028 && c != 0x2029)
                || (c >= 0xE000 && c <= 0xFFFD && c != 0xFEFF)
                || (c >= 0x10000 && (c & 0xFFFE) != 0xFFFE);
    }
}
