package dev.gatehouse.card;

import java.util.List;

/**
 * The figures of one group.
 *
 * @param attribute the protected attribute, or several joined by {@value #AND} for an intersection
 * @param group the group's name, joined likewise for an intersection
 * @param n rows in the group; null if suppressed below the disclosure minimum
 * @param metrics the group's figures by name; the metric named {@value #SELECTION_RATE} is charted
 */
public record GroupResult(String attribute, String group, Long n, List<GroupMetric> metrics) {
    /** Name of the metric drawn in the chart of selection rates. */
    public static final String SELECTION_RATE = "selection rate";
    /** What joins the attributes of an intersection. */
    public static final String AND = " & ";

    public GroupResult {
        attribute = Require.text(attribute, "attribute");
        group = Require.text(group, "group");
        if (n != null && n < 0) {
            throw new IllegalArgumentException("n must not be negative: " + n);
        }
        metrics = Require.list(metrics, "metrics");
    }

    /** Whether the group is one of several attributes at once. */
    public boolean intersection() {
        return attribute.contains(AND);
    }

    /** One figure of one group. */
    public record GroupMetric(String name, Estimate estimate) {
        public GroupMetric {
            name = Require.text(name, "name");
            Require.present(estimate, "estimate");
        }
    }
}
