package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.plan.AuditException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What {@link CellQuery#survey} found.
 *
 * @param values of each of {@link Fields#texts()}, sorted; of a binary label or decision the positive value, then the other one
 *     if there is one
 * @param used rows
 * @param least the smallest score of used rows in 10⁻⁶; 0 without any
 * @param most the largest
 * @param heaviest the greatest weight of used rows; 0 without any, or without weights
 */
record Survey(List<List<String>> values, long used, long least, long most, double heaviest) {
    private static final int NAMED_VALUES = 5;
    private static final int NAMED_CHARACTERS = 40;

    /**
     * @throws AuditException when a column has too many values, or a binary label or decision values that a binary one has not
     */
    static Survey read(Fields fields, ResultSet result) throws SQLException {
        List<String> texts = fields.texts();
        List<TreeSet<String>> values = new ArrayList<>();
        texts.forEach(text -> values.add(new TreeSet<>()));
        long combinations = 0;
        long used = 0;
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        double heaviest = 0;
        while (result.next()) {
            if (++combinations > Cells.MAX_CELLS) {
                throw Cells.tooMany();
            }
            boolean complete = true;
            for (int i = 0; i < texts.size(); i++) {
                String value = result.getString(i + 1);
                boolean there = value != null && !value.isBlank() && !tooLong(value);
                complete &= there;
                if (there && values.get(i).add(value)) {
                    check(fields, i, value, values.get(i));
                }
            }
            long usable = result.getLong(texts.size() + 2);
            if (complete && usable > 0) {
                used += usable;
                least = Math.min(least, result.getDouble(texts.size() + 3));
                most = Math.max(most, result.getDouble(texts.size() + 4));
                heaviest = Math.max(heaviest, result.getDouble(texts.size() + 5));
            }
        }
        List<List<String>> dictionaries = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            dictionaries.add(isBinary(fields, i) ? two(fields, i, values.get(i)) : List.copyOf(values.get(i)));
        }
        return new Survey(dictionaries, used, used == 0 ? 0 : (long) least, used == 0 ? 0 : (long) most, heaviest);
    }

    private static void check(Fields fields, int text, String value, TreeSet<String> values) {
        String column = fields.texts().get(text);
        if (value.indexOf('\0') >= 0) {
            throw new AuditException(role(fields, text) + ": a value of '" + column + "' contains a NUL character");
        }
        if (isBinary(fields, text) && values.size() > 2) {
            throw new AuditException(role(fields, text) + ": '" + column + "' has more than two values, among them "
                    + named(values) + "; a plan that names the positive one needs a column with two");
        }
        boolean isClass = text >= fields.groupColumns();
        int largest = isClass ? Cells.MAX_CLASSES : Cells.MAX_VALUES;
        if (values.size() > largest) {
            throw new AuditException(role(fields, text) + ": '" + column + "' has more than " + largest + " "
                    + (isClass ? "classes" : "values") + "; group its values before the audit");
        }
    }

    private static List<String> two(Fields fields, int text, TreeSet<String> values) {
        String positive = text == fields.labelText() ? fields.labelPositive() : fields.decisionPositive();
        if (values.size() == 2 && !values.contains(positive)) {
            throw new AuditException(role(fields, text) + ": '" + fields.texts().get(text) + "' has the values "
                    + named(values) + " and never '" + positive + "', which the plan calls positive");
        }
        List<String> two = new ArrayList<>(List.of(positive));
        values.stream().filter(value -> !value.equals(positive)).forEach(two::add);
        return two;
    }

    private static boolean isBinary(Fields fields, int text) {
        return text >= fields.groupColumns() && !fields.isMulticlass();
    }

    private static boolean tooLong(String value) {
        return value.codePointCount(0, value.length()) > Cells.MAX_VALUE_LENGTH;
    }

    private static String role(Fields fields, int text) {
        if (text == fields.labelText()) {
            return "label";
        }
        if (text == fields.decisionText()) {
            return "decision";
        }
        return text < fields.attributes().size() ? "protected" : "strata";
    }

    private static String named(TreeSet<String> values) {
        return String.join(
                ", ",
                values.stream()
                        .limit(NAMED_VALUES)
                        .map(value -> "'"
                                + (value.length() > NAMED_CHARACTERS
                                        ? value.substring(0, NAMED_CHARACTERS) + "…"
                                        : value)
                                + "'")
                        .toList());
    }
}
