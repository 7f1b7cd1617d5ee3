package dev.gatehouse.card;

import java.util.List;

/**
 * Which model version a card describes, who answers for it, and where its bytes came from.
 *
 * @param model the model's name, such as {@code credit-default}
 * @param version the version's name, such as {@code 2}
 * @param title the card's heading, in words
 * @param owner who is accountable
 * @param developers who built it; they do not vote on it
 * @param modelType the kind of model, such as 'gradient-boosted trees, ONNX'
 * @param artifactDigest the artifact's digest, {@code sha256:<hex>}
 * @param binding how the approved bytes are tied to what answers: {@code loaded-by-digest}, {@code attested} or {@code declared}
 * @param licence the model's licence
 * @param provenance how it was trained, in words
 * @param provenanceFacts how it was trained, as labelled facts (code revision, framework, seed, training time, …)
 */
public record ModelDetails(
        String model,
        String version,
        String title,
        Field<String> owner,
        Field<List<String>> developers,
        Field<String> modelType,
        Field<String> artifactDigest,
        Field<String> binding,
        Field<String> licence,
        Field<String> provenance,
        Field<List<NamedValue>> provenanceFacts) {
    public ModelDetails {
        model = Require.text(model, "model");
        version = Require.text(version, "version");
        title = Require.text(title, "title");
        owner = Require.field(owner);
        developers = Require.field(developers);
        modelType = Require.field(modelType);
        artifactDigest = Require.field(artifactDigest);
        binding = Require.field(binding);
        licence = Require.field(licence);
        provenance = Require.field(provenance);
        provenanceFacts = Require.field(provenanceFacts);
    }

    /** Only the names; everything else is 'not provided'. */
    public static ModelDetails named(String model, String version, String title) {
        return new ModelDetails(model, version, title, null, null, null, null, null, null, null, null);
    }
}
