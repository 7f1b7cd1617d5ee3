package dev.gatehouse.approval.route;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.canonical.StrictFields;
import java.util.List;
import java.util.Objects;

/**
 * MLflow's scoring protocol: rows by {@code dataframe_split}, {@code dataframe_records}, {@code instances} or {@code inputs}; answers
 * {@code {"predictions": […]}}, one item for each row.
 *
 * @param features names of the columns, in their order where a body has no names; all different
 * @param score where the score sits in an item of {@code predictions}
 */
public record FrameLayout(List<String> features, Score score) implements Layout {
    /** The protocol's name. */
    public static final String PROTOCOL = "mlflow";

    /** Where an item of {@code predictions} holds its score, in [0, 1]. */
    public sealed interface Score permits Plain, InList, InObject {}

    /** The item is the score. */
    public record Plain() implements Score {}

    /**
     * The item is a list, such as the probabilities of the classes.
     *
     * @param scoreColumn index from 0 of the score
     * @param columns length of the list, from 1 on
     */
    public record InList(int scoreColumn, int columns) implements Score {
        /** @throws InvalidDocumentException if a field is out of its range */
        public InList {
            ModelSignature.requireScoreColumn(scoreColumn, columns);
        }
    }

    /**
     * The item is an object, such as a row of a data frame.
     *
     * @param field name of the field that is the score
     */
    public record InObject(String field) implements Score {
        /** @throws InvalidDocumentException if the field is blank or too long */
        public InObject {
            ModelSignature.requireText(field, "output.field");
        }
    }

    /** @throws InvalidDocumentException if a field is out of its range */
    public FrameLayout {
        features = ModelSignature.requireFeatures(features);
        Objects.requireNonNull(score, "score");
    }

    @Override
    public String protocol() {
        return PROTOCOL;
    }

    @Override
    public String path(String upstreamModel) {
        return "/invocations";
    }

    static FrameLayout read(StrictFields in, StrictFields out) {
        List<String> features = in.texts("features", ModelSignature.MAX_FEATURES, ModelSignature.MAX_NAME_CHARS);
        String kind = out.text("kind", ModelSignature.MAX_NAME_CHARS);
        Score score = switch (kind) {
            case "number" -> new Plain();
            case "list" ->
                new InList((int) out.integer("scoreColumn", 0, ModelSignature.MAX_FEATURES), (int)
                        out.integer("columns", 1, ModelSignature.MAX_FEATURES));
            case "object" -> new InObject(out.text("field", ModelSignature.MAX_NAME_CHARS));
            default ->
                throw new InvalidDocumentException(
                        out.path("kind") + " is '" + kind + "'; number, list or object is expected");
        };
        return new FrameLayout(features, score);
    }

    void write(ObjectNode in, ObjectNode out) {
        features.forEach(in.putArray("features")::add);
        if (score instanceof InList list) {
            out.put("kind", "list").put("scoreColumn", list.scoreColumn()).put("columns", list.columns());
        } else if (score instanceof InObject object) {
            out.put("kind", "object").put("field", object.field());
        } else {
            out.put("kind", "number");
        }
    }
}
