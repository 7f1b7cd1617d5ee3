package dev.gatehouse.approval.payload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.approval.route.DocumentLayout;
import dev.gatehouse.approval.route.FrameLayout;
import dev.gatehouse.approval.route.Layout;
import dev.gatehouse.approval.route.ModelSignature;
import dev.gatehouse.approval.route.TensorLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rows of a request: what each says of every input, and whom it is about. */
public final class RequestRows {
    /** Most rows of a body that is read. */
    public static final int MAX_ROWS = 100_000;

    /** What stands where; rows and columns from 0. Null, NaN and infinity where there is no value. */
    interface Cells {
        Object at(int row, int column);
    }

    /**
     * @param count at least one
     * @param cells by row and by column in the order of the features
     * @param subjects where the body states subjects
     */
    record Read(int count, Cells cells, Subjects subjects) {}

    private final Read rows;
    private final Map<String, Integer> columns = new HashMap<>();

    private RequestRows(Read rows, List<String> features) {
        this.rows = rows;
        for (int column = 0; column < features.size(); column++) {
            columns.put(features.get(column), column);
        }
    }

    /**
     * Reads a request. What each row holds is looked at when it is asked for.
     *
     * @param signature the version's
     * @param jsonBytes length of the JSON at the body's beginning, behind which binary tensors follow; -1 when the whole body is JSON
     * @param body the body as received
     * @throws UnreadablePayloadException if it is not a request by the signature, has no row, or is over a limit
     */
    public static RequestRows read(ModelSignature signature, int jsonBytes, byte[] body)
            throws UnreadablePayloadException {
        Layout layout = signature.layout();
        JsonNode root = PayloadJson.parse(layout, jsonBytes, body);
        Read read;
        if (layout instanceof TensorLayout tensors) {
            read = TensorBody.rows(tensors, root, jsonBytes, body);
        } else if (jsonBytes >= 0 && jsonBytes < body.length) {
            throw new UnreadablePayloadException(
                    "bytes follow the JSON, which the protocol " + layout.protocol() + " does not know");
        } else if (layout instanceof FrameLayout frame) {
            read = FrameBody.rows(frame, root);
        } else {
            read = DocumentBody.rows((DocumentLayout) layout, root);
        }
        if (read.count == 0) {
            throw new UnreadablePayloadException("the request has no rows");
        }
        return new RequestRows(read, layout.features());
    }

    /** How many rows; at least one. */
    public int count() {
        return rows.count;
    }

    /**
     * The value of an input.
     *
     * @param row from 0 to {@link #count} - 1
     * @param feature one of the signature's
     * @return a {@link Double} for every number, a {@link Boolean} or a {@link String}; null when the row has no value; NaN or infinite when it
     *     says so or a double cannot hold the number
     * @throws IllegalArgumentException if the signature has no such feature
     */
    public Object value(int row, String feature) {
        Integer column = columns.get(feature);
        if (column == null) {
            throw new IllegalArgumentException("the signature has no input '" + feature + "'");
        }
        return rows.cells.at(row, column);
    }

    /**
     * Whom each row is about.
     *
     * @param byHeader the one subject that the call's header names, if it does: such a call has one row
     * @return one for each row, empty where none is stated
     * @throws UnreadablePayloadException if the subjects do not fit the rows, or one is not a text that can be kept
     */
    public List<Optional<String>> subjects(Optional<String> byHeader) throws UnreadablePayloadException {
        return rows.subjects.of(byHeader, rows.count);
    }

    /**
     * Whom each row is about, of a request whose rows are counted already, by the answer. Nothing else in the body needs to be readable.
     *
     * @param rows how many rows the answer has
     * @throws UnreadablePayloadException if the body is not JSON, the subjects do not fit the rows, or one is not a text that can be kept
     */
    public static List<Optional<String>> subjects(
            ModelSignature signature, Optional<String> byHeader, int jsonBytes, byte[] body, int rows)
            throws UnreadablePayloadException {
        if (byHeader.isPresent()) {
            return Subjects.NONE.of(byHeader, rows);
        }
        return Subjects.in(signature.layout(), PayloadJson.parse(signature.layout(), jsonBytes, body))
                .of(byHeader, rows);
    }
}
