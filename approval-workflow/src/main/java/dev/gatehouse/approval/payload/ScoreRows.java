package dev.gatehouse.approval.payload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.approval.route.DocumentLayout;
import dev.gatehouse.approval.route.FrameLayout;
import dev.gatehouse.approval.route.Layout;
import dev.gatehouse.approval.route.ModelSignature;
import dev.gatehouse.approval.route.TensorLayout;

/** The scores in an answer. */
public final class ScoreRows {
    private ScoreRows() {}

    /**
     * Reads an answer.
     *
     * @param signature the version's
     * @param jsonBytes length of the JSON at the body's beginning, behind which binary tensors follow; -1 when the whole body is JSON
     * @param answer the body as the model server sent it
     * @return one score for each row, in [0, 1]; empty when the answer has no rows
     * @throws UnreadablePayloadException if it is not an answer by the signature, a score is out of its range, or it is over a limit
     */
    public static double[] read(ModelSignature signature, int jsonBytes, byte[] answer)
            throws UnreadablePayloadException {
        Layout layout = signature.layout();
        JsonNode root = PayloadJson.parse(layout, jsonBytes, answer);
        if (layout instanceof TensorLayout tensors) {
            return TensorBody.scores(tensors, root, jsonBytes, answer);
        }
        return layout instanceof FrameLayout frame
                ? FrameBody.scores(frame, root)
                : DocumentBody.scores((DocumentLayout) layout, root);
    }
}
