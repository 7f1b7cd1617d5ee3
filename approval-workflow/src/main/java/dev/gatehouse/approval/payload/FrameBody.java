package dev.gatehouse.approval.payload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.approval.route.FrameLayout;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Bodies of MLflow's scoring server ({@code mlflow/pyfunc/scoring_server}): the four forms in which it takes rows, and its answer. */
final class FrameBody {
    private static final List<String> FORMS = List.of("dataframe_split", "dataframe_records", "instances", "inputs");
    /** With one of these the server reads the whole body as a prompt and no rows at all. */
    private static final List<String> PROMPTS = List.of("messages", "prompt", "input");

    private FrameBody() {}

    static RequestRows.Read rows(FrameLayout layout, JsonNode root) throws UnreadablePayloadException {
        String form = form(root);
        JsonNode data = root.get(form);
        Subjects subjects = Subjects.in(layout, root);
        return switch (form) {
            case "dataframe_split" -> split(layout.features(), data, subjects);
            case "dataframe_records" -> records(layout.features(), data, form, subjects);
            case "instances" ->
                data.path(0).isObject()
                        ? instances(layout.features(), data, subjects)
                        : matrix(layout.features(), data, form, subjects);
            default ->
                data.isObject()
                        ? columns(layout.features(), data, subjects)
                        : matrix(layout.features(), data, form, subjects);
        };
    }

    private static String form(JsonNode root) throws UnreadablePayloadException {
        List<String> forms = FORMS.stream().filter(root::has).toList();
        if (!root.isObject() || forms.size() != 1) {
            throw new UnreadablePayloadException(
                    "the body is not an object with exactly one of " + String.join(", ", FORMS));
        }
        if (PROMPTS.stream().anyMatch(root::has)) {
            throw new UnreadablePayloadException("the body has one of the fields " + String.join(", ", PROMPTS)
                    + ", so it is a prompt and not rows");
        }
        return forms.get(0);
    }

    private static RequestRows.Read split(List<String> features, JsonNode data, Subjects subjects)
            throws UnreadablePayloadException {
        if (!data.has("columns")) {
            return matrix(features, data.path("data"), "dataframe_split.data", subjects);
        }
        Map<String, Integer> named = new HashMap<>();
        JsonNode columns = data.get("columns");
        requireList(columns, "dataframe_split.columns");
        for (int i = 0; i < columns.size(); i++) {
            if (named.put(columns.path(i).asText(), i) != null) {
                throw new UnreadablePayloadException("dataframe_split.columns names a column twice");
            }
        }
        int[] places = features.stream()
                .mapToInt(feature -> named.getOrDefault(feature, -1))
                .toArray();
        JsonNode rows = lists(data.path("data"), "dataframe_split.data", columns.size());
        return read(rows, subjects, (row, column) -> rows.get(row).path(places[column])); // path(-1) is a missing node
    }

    private static RequestRows.Read records(List<String> features, JsonNode rows, String form, Subjects subjects)
            throws UnreadablePayloadException {
        requireList(rows, form);
        for (JsonNode row : rows) {
            if (!row.isObject()) {
                throw new UnreadablePayloadException(form + " is not a list of objects");
            }
        }
        return read(rows, subjects, (row, column) -> rows.get(row).path(features.get(column)));
    }

    /** The server puts the fields of all rows together, field by field: only where all rows have the same does a row stay one. */
    private static RequestRows.Read instances(List<String> features, JsonNode rows, Subjects subjects)
            throws UnreadablePayloadException {
        RequestRows.Read read = records(features, rows, "instances", subjects);
        Set<String> first = names(rows.get(0));
        for (JsonNode row : rows) {
            if (row.size() != first.size() || !names(row).equals(first)) {
                throw new UnreadablePayloadException("the objects in instances have different fields");
            }
        }
        return read;
    }

    /** Columns by name; or one matrix by the name of a tensor, its columns in the order of the features. */
    private static RequestRows.Read columns(List<String> features, JsonNode columns, Subjects subjects)
            throws UnreadablePayloadException {
        Set<String> names = names(columns);
        if (names.size() == 1 && !features.containsAll(names)) {
            return matrix(features, columns.elements().next(), "inputs", subjects);
        }
        JsonNode any = null;
        for (JsonNode column : columns) {
            requireList(column, "a column of inputs");
            if (any != null && column.size() != any.size()) {
                throw new UnreadablePayloadException("the columns of inputs have different lengths");
            }
            any = column;
        }
        if (any == null) {
            throw new UnreadablePayloadException("inputs has no columns");
        }
        return read(
                any,
                subjects,
                (row, column) -> columns.path(features.get(column)).path(row));
    }

    /** Rows without names; of one input, a row may be its bare value. */
    private static RequestRows.Read matrix(List<String> features, JsonNode rows, String where, Subjects subjects)
            throws UnreadablePayloadException {
        if (features.size() == 1 && rows.isArray() && rows.path(0).isValueNode()) {
            for (JsonNode row : rows) {
                if (!row.isValueNode()) {
                    throw new UnreadablePayloadException(where + " holds both values and lists");
                }
            }
            return read(rows, subjects, (row, column) -> rows.get(row));
        }
        lists(rows, where, features.size());
        return read(rows, subjects, (row, column) -> rows.get(row).path(column));
    }

    private static JsonNode lists(JsonNode rows, String where, int columns) throws UnreadablePayloadException {
        requireList(rows, where);
        for (JsonNode row : rows) {
            if (!row.isArray() || row.size() != columns) {
                throw new UnreadablePayloadException(where + " is not a list of rows of " + columns + " values each");
            }
        }
        return rows;
    }

    private static void requireList(JsonNode rows, String where) throws UnreadablePayloadException {
        if (!rows.isArray()) {
            throw new UnreadablePayloadException(where + " is not a list");
        }
    }

    private interface Nodes {
        JsonNode at(int row, int column);
    }

    private static RequestRows.Read read(JsonNode rows, Subjects subjects, Nodes nodes)
            throws UnreadablePayloadException {
        return new RequestRows.Read(
                PayloadJson.rows(rows.size()), (row, column) -> PayloadJson.value(nodes.at(row, column)), subjects);
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new HashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    static double[] scores(FrameLayout layout, JsonNode root) throws UnreadablePayloadException {
        JsonNode predictions = root.path("predictions");
        if (!predictions.isArray()) {
            throw new UnreadablePayloadException("the answer has no list predictions");
        }
        double[] scores = new double[PayloadJson.rows(predictions.size())];
        for (int row = 0; row < scores.length; row++) {
            scores[row] = PayloadJson.score(score(layout.score(), predictions.get(row), row), row);
        }
        return scores;
    }

    private static JsonNode score(FrameLayout.Score score, JsonNode item, int row) throws UnreadablePayloadException {
        if (score instanceof FrameLayout.InList list) {
            if (!item.isArray() || item.size() != list.columns()) {
                throw new UnreadablePayloadException(
                        "predictions[" + row + "] is not a list of " + list.columns() + " values");
            }
            return item.get(list.scoreColumn());
        }
        return score instanceof FrameLayout.InObject object ? item.path(object.field()) : item;
    }
}
