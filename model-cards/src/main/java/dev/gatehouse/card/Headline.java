package dev.gatehouse.card;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The five numbers that matter, as the cover shows them: the two leading metrics, the lowest deciding ratio, the gates and the open
 * findings. What the content does not have is shown as 'not provided', never left out. A long text is cut: its section has it whole.
 */
final class Headline {
    /** Longest text in a tile of the cover, in code points. */
    private static final int SHORT = 60;

    private Headline() {}

    static List<Tile> five(CardContent content) {
        List<Metric> metrics = content.metrics().provided().orElse(List.of());
        List<Tile> five = new ArrayList<>();
        five.add(metric(metrics, 0, content.metrics(), "Leading metric"));
        five.add(metric(metrics, 1, content.metrics(), "Second metric"));
        five.add(lowestRatio(content));
        five.add(content.gates().provided().map(Headline::gates).orElseGet(() -> none("Gates", content.gates())));
        five.add(content.findings()
                .provided()
                .map(Headline::findings)
                .orElseGet(() -> none("Findings", content.findings())));
        return five;
    }

    private static Tile none(String label, Field<?> field) {
        return tile("–", label, Markup.absence(field), "", Tone.PLAIN);
    }

    private static Tile metric(List<Metric> metrics, int index, Field<?> field, String otherwise) {
        if (metrics.size() <= index) {
            return metrics.isEmpty() ? none(otherwise, field) : none(otherwise, Field.notProvided());
        }
        Metric metric = metrics.get(index);
        if (metric.estimate().value() == null) {
            return tile("–", metric.name(), Wording.value(metric.estimate(), null), "", Tone.WARN);
        }
        return tile(
                Wording.number(metric.estimate().value(), metric.limit()),
                metric.name(),
                metric.estimate().lower() == null ? "no interval" : Wording.interval(metric.estimate(), metric.limit()),
                Wording.limit(metric.limit()),
                tone(metric.verdict()));
    }

    private static Tile lowestRatio(CardContent content) {
        List<Comparison> ratios = deciding(content, Comparison.Kind.RATIO);
        if (ratios.isEmpty()) {
            boolean stated = content.comparisons() instanceof Field.NotApplicable;
            return none("Lowest impact ratio", stated ? content.comparisons() : Field.notProvided());
        }
        return ratios.stream()
                .filter(comparison -> comparison.estimate().value() != null)
                .min(Comparator.comparing(comparison -> comparison.estimate().value()))
                .map(lowest -> tile(
                        Wording.number(lowest.estimate().value(), lowest.limit()),
                        "Lowest impact ratio",
                        lowest.attribute() + ": " + lowest.group(),
                        Wording.limit(lowest.limit()),
                        tone(lowest.verdict())))
                .orElseGet(() -> tile("–", "Lowest impact ratio", "undefined in every group", "", Tone.WARN));
    }

    /** Comparisons of one kind on which the audit rests; where none is marked as deciding, all of that kind. */
    static List<Comparison> deciding(CardContent content, Comparison.Kind kind) {
        List<Comparison> all = content.comparisons().provided().orElse(List.of()).stream()
                .filter(comparison -> comparison.kind() == kind)
                .toList();
        List<Comparison> deciding = all.stream().filter(Comparison::deciding).toList();
        return deciding.isEmpty() ? all : deciding;
    }

    private static Tile gates(List<Gate> gates) {
        long met =
                gates.stream().filter(gate -> gate.status() == Gate.Status.MET).count();
        long waived = gates.stream()
                .filter(gate -> gate.status() == Gate.Status.WAIVED)
                .count();
        long unmet = gates.size() - met - waived;
        String rest = unmet > 0 ? unmet + " unmet" : waived > 0 ? waived + " waived" : "all met";
        return tile(
                met + " of " + gates.size(),
                "Gates met",
                rest,
                "",
                unmet > 0 ? Tone.FAIL : waived > 0 ? Tone.WARN : Tone.PASS);
    }

    private static Tile findings(List<Finding> findings) {
        List<Finding> open = findings.stream().filter(Finding::open).toList();
        String detail =
                open.isEmpty() ? findings.size() + " closed" : open.get(0).severity() + " first";
        return tile(String.valueOf(open.size()), "Open findings", detail, "", open.isEmpty() ? Tone.PASS : Tone.WARN);
    }

    private static Tone tone(Verdict verdict) {
        if (verdict == null) {
            return Tone.PLAIN;
        }
        return verdict == Verdict.PASS ? Tone.PASS : verdict == Verdict.FAIL ? Tone.FAIL : Tone.WARN;
    }

    private static Tile tile(String value, String label, String detail, String limit, Tone tone) {
        return new Tile(
                Frame.brief(value, SHORT),
                Frame.brief(label, SHORT),
                Frame.brief(detail, SHORT),
                Frame.brief(limit, SHORT),
                tone);
    }
}
