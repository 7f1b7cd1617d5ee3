package dev.gatehouse.audit;

import dev.gatehouse.audit.cells.Cells;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The groups of one attribute, or of an intersection of several. */
final class Grouping {
    /** The largest number of groups of one attribute or intersection. */
    static final int MAX_GROUPS = 1_000;

    private final AuditPlan plan;
    private final Layout layout;
    private final int[] attributes;
    /** The groups' codes, sorted by value. */
    private final List<int[]> codes;
    /** By the cells' group, the index into {@link #codes}. */
    private final int[] indexOfCellGroup;

    private Grouping(AuditPlan plan, Layout layout, int[] attributes) {
        this.plan = plan;
        this.layout = layout;
        this.attributes = attributes;
        // Codes are in the order of the values, so groups in the order of codes are in the order of values.
        TreeMap<int[], Integer> sorted = new TreeMap<>(Arrays::compare);
        List<Cells.Group> groups = layout.cells().groups();
        for (Cells.Group group : groups) {
            sorted.put(codes(group), 0);
            if (sorted.size() > MAX_GROUPS) {
                throw new AuditException("protected: " + label() + " has more than " + MAX_GROUPS
                        + " groups; group its values before the audit, or lower intersections");
            }
        }
        int index = 0;
        for (Map.Entry<int[], Integer> entry : sorted.entrySet()) {
            entry.setValue(index++);
        }
        this.codes = List.copyOf(sorted.keySet());
        this.indexOfCellGroup =
                groups.stream().mapToInt(group -> sorted.get(codes(group))).toArray();
    }

    /** Each attribute alone, then every pair, and so on to the plan's depth. */
    static List<Grouping> all(AuditPlan plan, Layout layout) {
        int width = plan.protectedAttributes().size();
        List<Grouping> groupings = new ArrayList<>();
        for (int depth = 1; depth <= Math.min(plan.intersections(), width); depth++) {
            int[] chosen = new int[depth];
            for (int i = 0; i < depth; i++) {
                chosen[i] = i;
            }
            while (chosen != null) {
                groupings.add(new Grouping(plan, layout, chosen));
                chosen = next(chosen, width);
            }
        }
        return groupings;
    }

    /** The next combination in lexical order; null after the last. */
    private static int[] next(int[] chosen, int width) {
        int[] next = chosen.clone();
        int at = next.length - 1;
        while (at >= 0 && next[at] == width - next.length + at) {
            at--;
        }
        if (at < 0) {
            return null;
        }
        next[at]++;
        for (int i = at + 1; i < next.length; i++) {
            next[i] = next[i - 1] + 1;
        }
        return next;
    }

    boolean isSingle() {
        return attributes.length == 1;
    }

    int size() {
        return codes.size();
    }

    /** The attribute, or several joined by {@code " & "}. */
    String label() {
        return Arrays.stream(attributes)
                .mapToObj(plan.protectedAttributes()::get)
                .collect(Collectors.joining(" & "));
    }

    /** A group's attribute values, in the plan's order. */
    Map<String, String> name(int group) {
        Map<String, String> name = new LinkedHashMap<>();
        for (int i = 0; i < attributes.length; i++) {
            Cells.Attribute attribute = layout.cells().attributes().get(attributes[i]);
            name.put(attribute.name(), attribute.values().get(codes.get(group)[i]));
        }
        return name;
    }

    /** The name of the group that the plan names as the reference; null unless it names one for each attribute. */
    Map<String, String> named(Map<String, String> groups) {
        Map<String, String> name = new LinkedHashMap<>();
        for (int attribute : attributes) {
            String value = groups.get(plan.protectedAttributes().get(attribute));
            if (value == null) {
                return null;
            }
            name.put(plan.protectedAttributes().get(attribute), value);
        }
        return name;
    }

    List<Tally> tallies() {
        List<Tally> tallies = new ArrayList<>(codes.size());
        for (int i = 0; i < codes.size(); i++) {
            tallies.add(new Tally(layout));
        }
        List<Cells.Cell> cells = layout.cells().cells();
        for (int i = 0; i < cells.size(); i++) {
            tallies.get(indexOfCellGroup[cells.get(i).group()]).add(i);
        }
        return tallies;
    }

    /** Why a group is shown but not compared; null when it is compared. */
    String notCompared(int group, Tally tally, Count all) {
        for (Map.Entry<String, String> value : name(group).entrySet()) {
            if (plan.unknown().contains(value.getValue())) {
                return "the plan counts '" + value.getValue() + "' as unknown";
            }
        }
        BigDecimal smallest = plan.smallestShare();
        if (smallest != null
                && BigDecimal.valueOf(tally.all().weight())
                                .compareTo(smallest.multiply(BigDecimal.valueOf(all.weight())))
                        < 0) {
            return "its share of the rows is below the plan's smallest_share of " + smallest.toPlainString();
        }
        return null;
    }

    private int[] codes(Cells.Group group) {
        int[] values = new int[attributes.length];
        for (int i = 0; i < attributes.length; i++) {
            values[i] = group.values().get(attributes[i]);
        }
        return values;
    }
}
