package dev.gatehouse.approval.bundle;

import static dev.gatehouse.approval.bundle.BundleVerifier.require;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.artifact.ModelManifest;
import dev.gatehouse.approval.artifact.ModelSigning;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.dossier.Dossier;
import dev.gatehouse.approval.dossier.Section;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Whether the evidence, reports, plans and card in a bundle are those that the dossier names, no fewer and no more. */
final class DossierEvidence {
    private final BundleArchive archive;
    private final Dossier dossier;

    DossierEvidence(BundleArchive archive, Dossier dossier) {
        this.archive = archive;
        this.dossier = dossier;
    }

    Map<String, BundleVerifier.Finding> checks() {
        Map<String, BundleVerifier.Finding> checks = BundleVerifier.ordered();
        checks.put("evidence", this::evidence);
        checks.put("audits", this::audits);
        checks.put("card", this::card);
        if (dossier.section(Section.ARTIFACT).has("signed")
                || archive.document(BundleLayout.MODEL_SIGNATURE).isPresent()) {
            checks.put("model", this::model);
        }
        return checks;
    }

    /** A file's name says for which gate it was given; the dossier says the same of the same bytes. */
    private String evidence() {
        Map<String, Digest> named = new TreeMap<>();
        dossier.section(Section.EVIDENCE).forEach(given -> {
            Digest digest = Digest.parse(given.path("digest").asText());
            named.put(BundleLayout.evidence(given.path("gate").asText(), digest, ""), digest);
        });
        List<String> wrong = new ArrayList<>();
        Set<String> there = new HashSet<>();
        archive.digests().forEach((name, digest) -> {
            if (name.startsWith(BundleLayout.EVIDENCE)) {
                String given = name.substring(0, name.lastIndexOf('.') + 1);
                if (!digest.equals(named.get(given)) || !there.add(given)) {
                    wrong.add(name + " is not what the dossier names");
                }
            }
        });
        named.keySet().stream()
                .filter(given -> !there.contains(given))
                .forEach(given -> wrong.add("the evidence " + given + "… is missing"));
        require(wrong.isEmpty(), String.join("; ", wrong));
        return there.size() + " pieces of evidence are those that the dossier names, each for its gate";
    }

    private String audits() {
        Set<String> expected = new HashSet<>();
        Set<String> printed = new HashSet<>();
        List<String> wrong = new ArrayList<>();
        for (JsonNode run : dossier.section(Section.AUDITS)) {
            if (!run.has("dataset")) {
                // A run of another version: it is named, and its report is evidence of that one.
                continue;
            }
            if (run.path("reportDigest").isTextual()) {
                Digest report = Digest.parse(run.path("reportDigest").textValue());
                String name = BundleLayout.audit(report);
                expected.add(name);
                printed.add(BundleLayout.auditPdf(report));
                if (!report.equals(archive.digests().get(name))) {
                    wrong.add(name + " is missing or not the report that the dossier names");
                }
            }
            Digest fixed = Digest.parse(run.path("planDigest").asText());
            String plan = BundleLayout.plan(fixed);
            expected.add(plan);
            if (!fixed.equals(fixed(run, archive.digests().get(plan)))) {
                wrong.add(plan + " is missing or not the plan that the dossier names");
            }
        }
        archive.digests().keySet().stream()
                .filter(name -> name.startsWith(BundleLayout.AUDITS) || name.startsWith(BundleLayout.PLANS))
                .filter(name -> !expected.contains(name))
                .forEach(name -> wrong.add(name + " is not what the dossier names"));
        archive.digests().keySet().stream()
                .filter(name -> name.startsWith(BundleLayout.DOCUMENTS)
                        && !BundleLayout.NAMED.contains(name)
                        && !printed.contains(name))
                .forEach(name -> wrong.add(name + " is printed from no report that the dossier names"));
        require(wrong.isEmpty(), String.join("; ", wrong));
        return expected.size() + " reports and plans are those that the dossier names";
    }

    /** A plan is fixed for a model on a data set, and reference rows where it has some: its digest is of all of them. */
    private Digest fixed(JsonNode run, Digest plan) {
        if (plan == null) {
            return null;
        }
        ObjectNode fixed = JsonNodeFactory.instance
                .objectNode()
                .put("model", dossier.section(Section.RELEASE).path("model").asText())
                .put("dataset", run.path("dataset").asText())
                .put("plan", plan.toString());
        if (run.has("reference")) {
            fixed.put("reference", run.path("reference").asText());
        }
        return Digest.of(CanonicalJson.bytes(fixed));
    }

    /** The signed manifest is the one whose signature was verified when it came; who trusts the signer's key can verify it again. */
    private String model() {
        JsonNode artifact = dossier.section(Section.ARTIFACT);
        byte[] signature = archive.document(BundleLayout.MODEL_SIGNATURE).orElse(new byte[0]);
        require(signature.length > 0, BundleLayout.MODEL_SIGNATURE + " is missing");
        ModelManifest manifest = ModelSigning.readStored(signature);
        require(
                manifest.digest().hex().equals(artifact.path("sha256").asText())
                        && manifest.statement()
                                .toString()
                                .equals(artifact.path("signed")
                                        .path("statement")
                                        .asText()),
                BundleLayout.MODEL_SIGNATURE + " is not of the model that the dossier names");
        return BundleLayout.MODEL_SIGNATURE + " lists the "
                + manifest.resources().size()
                + " files of the artifact; 'verify --model-signature' checks its signature by the key of '"
                + artifact.path("signed").path("signer").asText() + "'";
    }

    private String card() {
        JsonNode card = dossier.section(Section.CARD);
        if (card.isEmpty()) {
            require(
                    archive.document(BundleLayout.CARD).isEmpty(),
                    BundleLayout.CARD + " is there, but the dossier has no card");
            return "the dossier has none";
        }
        byte[] content = archive.document(BundleLayout.CARD).orElse(new byte[0]);
        require(content.length > 0, BundleLayout.CARD + " is missing");
        JsonNode told = CanonicalJson.numbersAsText(CanonicalJson.parse(content, CanonicalJson.MAX_DOCUMENT_BYTES));
        require(told.equals(card), BundleLayout.CARD + " is not the card that the dossier holds");
        return BundleLayout.CARD + " is the card that the dossier holds";
    }
}
