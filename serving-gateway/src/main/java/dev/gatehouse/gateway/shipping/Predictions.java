package dev.gatehouse.gateway.shipping;

import dev.gatehouse.approval.payload.RequestRows;
import dev.gatehouse.approval.payload.ScoreRows;
import dev.gatehouse.approval.payload.UnreadablePayloadException;
import dev.gatehouse.approval.route.ModelSignature;
import dev.gatehouse.gateway.log.OutcomeRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The predictions in one record: its rows with subject, score, decision and inputs, as the version's signature says where they sit.
 *
 * @param rows one for each row of the answer; empty when the answer cannot be read
 * @param note what could not be read, for whoever looks at the record; empty when all could
 */
record Predictions(List<Row> rows, Optional<String> note) {

    /**
     * A prediction.
     *
     * @param subject whom it is about, if stated
     * @param score in [0, 1]
     * @param decision what the score means by the version's threshold
     * @param inputs empty when they could not be read
     */
    record Row(Optional<String> subject, double score, String decision, Optional<Inputs> inputs) {}

    Predictions {
        rows = List.copyOf(rows);
    }

    static Predictions of(OutcomeRecord record, ModelSignature signature) {
        double[] scores;
        try {
            scores = ScoreRows.read(signature, record.responseJsonBytes(), record.response());
        } catch (UnreadablePayloadException e) {
            return new Predictions(List.of(), Optional.of("no predictions read: " + e.getMessage()));
        }
        List<String> notes = new ArrayList<>();
        List<Inputs> inputs = inputs(record, signature, scores.length, notes);
        List<Optional<String>> subjects = List.of();
        try {
            subjects = RequestRows.subjects(
                    signature, record.subject(), record.requestJsonBytes(), record.request(), scores.length);
        } catch (UnreadablePayloadException e) {
            notes.add("no subjects read: " + e.getMessage());
        }
        List<Row> rows = new ArrayList<>(scores.length);
        for (int i = 0; i < scores.length; i++) {
            rows.add(new Row(
                    subjects.isEmpty() ? Optional.empty() : subjects.get(i),
                    scores[i],
                    signature.decision().of(scores[i]),
                    inputs.isEmpty() ? Optional.empty() : Optional.of(inputs.get(i))));
        }
        return new Predictions(rows, notes.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", notes)));
    }

    private static List<Inputs> inputs(OutcomeRecord record, ModelSignature signature, int rows, List<String> notes) {
        try {
            RequestRows request = RequestRows.read(signature, record.requestJsonBytes(), record.request());
            List<String> features = signature.features();
            if (request.count() != rows) {
                notes.add("no inputs read: the request has " + request.count() + " rows and the answer " + rows);
            } else if ((long) rows * features.size() > Inputs.MAX_OF_REQUEST) {
                notes.add("no inputs read: " + rows + " rows of " + features.size() + " inputs are more than "
                        + Inputs.MAX_OF_REQUEST);
            } else {
                return Inputs.of(request, features);
            }
        } catch (UnreadablePayloadException e) {
            notes.add("no inputs read: " + e.getMessage());
        }
        return List.of();
    }
}
