package dev.gatehouse.sandbox.credit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A trained model version as its engineer hands it over.
 *
 * @param version the version's name, {@code 1} or {@code 2}
 * @param features what the model is shown, in input order
 * @param threshold score from which on the decision is {@code default}, in (0, 1); fixed by training rows alone
 * @param onnx the artifact
 * @param sha256 lower-case hex SHA-256 of the artifact
 * @param signature input, output and decision of the artifact, as a registration carries it
 * @param provenance data and their digest, split, seed, algorithm, hyperparameters and library
 * @param training the rows that it was trained on, in the source's order
 * @param heldOut the rows that training never saw, likewise
 */
public record TrainedModel(
        String version,
        FeatureSet features,
        double threshold,
        byte[] onnx,
        String sha256,
        JsonNode signature,
        JsonNode provenance,
        List<ScoredRow> training,
        List<ScoredRow> heldOut) {

    /** Decision of a score at or above the threshold. */
    public static final String POSITIVE = "default";

    /** Decision of a score below the threshold: the favourable outcome. */
    public static final String NEGATIVE = "repay";

    /**
     * One person with what the artifact said of them.
     *
     * @param holder the person
     * @param input the model's input row
     * @param score probability of default by ONNX Runtime, in [0, 1]
     */
    public record ScoredRow(CardHolder holder, float[] input, float score) {}

    /** The decision that a score leads to. */
    public String decision(float score) {
        return score >= threshold ? POSITIVE : NEGATIVE;
    }

    /**
     * The held-out rows as CSV for an audit: {@code id, subject, sex, age_band, label, score, decision}, then the features, each with the
     * prefix {@code f_} (readers that ignore case would take SEX for sex). Label and decision are {@value #POSITIVE} or {@value #NEGATIVE}.
     */
    public String heldOutCsv() {
        StringBuilder csv = new StringBuilder("id,subject,sex,age_band,label,score,decision");
        for (String name : features.names()) {
            csv.append(",f_").append(name);
        }
        csv.append('\n');
        for (ScoredRow row : heldOut) {
            CardHolder holder = row.holder();
            csv.append(holder.id())
                    .append(',')
                    .append(holder.subject())
                    .append(',')
                    .append(holder.sex());
            csv.append(',').append(holder.ageBand()).append(',').append(holder.defaulted() ? POSITIVE : NEGATIVE);
            csv.append(',').append(row.score()).append(',').append(decision(row.score()));
            for (float value : row.input()) {
                csv.append(',').append(value);
            }
            csv.append('\n');
        }
        return csv.toString();
    }
}
