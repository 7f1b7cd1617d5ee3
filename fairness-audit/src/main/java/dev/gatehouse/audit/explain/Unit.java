package dev.gatehouse.audit.explain;

import dev.gatehouse.audit.plan.AuditException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is changed at a time: one column of the model's input, or those that the plan names as one feature.
 *
 * @param columns their places in the input, ascending
 */
record Unit(String name, int[] columns) {

    /**
     * The units of a model's input, in the order of their first columns.
     *
     * @param together columns by feature; those that the model does not take are passed over, since one plan is for every version
     * @param notes receives what was passed over
     * @throws AuditException when a feature has the name of a column that is not its own
     */
    static List<Unit> of(List<String> columns, Map<String, List<String>> together, List<String> notes) {
        Map<String, String> featureOf = new HashMap<>();
        Set<String> unknown = new TreeSet<>();
        together.forEach((feature, members) -> {
            if (columns.contains(feature) && !members.contains(feature)) {
                throw new AuditException("explanations.together." + feature
                        + ": the model takes a column of that name; give the feature another");
            }
            for (String member : members) {
                if (columns.contains(member)) {
                    featureOf.put(member, feature);
                } else {
                    unknown.add(member);
                }
            }
        });
        if (!unknown.isEmpty()) {
            notes.add("Explanations: the model takes no column " + Wordings.list(unknown) + ", which the plan names.");
        }
        List<Unit> units = new ArrayList<>();
        Map<String, Integer> placeOf = new HashMap<>();
        for (int column = 0; column < columns.size(); column++) {
            String feature = featureOf.get(columns.get(column));
            Integer place = feature == null ? null : placeOf.get(feature);
            if (place == null) {
                if (feature != null) {
                    placeOf.put(feature, units.size());
                }
                units.add(new Unit(feature == null ? columns.get(column) : feature, new int[] {column}));
            } else {
                int[] before = units.get(place).columns();
                int[] more = java.util.Arrays.copyOf(before, before.length + 1);
                more[before.length] = column;
                units.set(place, new Unit(feature, more));
            }
        }
        return units;
    }
}
