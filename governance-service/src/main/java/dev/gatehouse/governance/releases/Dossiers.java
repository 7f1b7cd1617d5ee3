package dev.gatehouse.governance.releases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.condition.Conditions;
import dev.gatehouse.approval.dossier.Dossier;
import dev.gatehouse.approval.dossier.Section;
import dev.gatehouse.governance.audits.AuditPlans;
import dev.gatehouse.governance.audits.AuditRun;
import dev.gatehouse.governance.audits.Audits;
import dev.gatehouse.governance.files.SignedArtifacts;
import dev.gatehouse.governance.findings.Finding;
import dev.gatehouse.governance.findings.Findings;
import dev.gatehouse.governance.gates.Gates;
import dev.gatehouse.governance.gates.GivenEvidence;
import dev.gatehouse.governance.models.Model;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Models;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.waivers.GrantedWaiver;
import dev.gatehouse.governance.waivers.Waivers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;

/** Compiles what the board sees of a release from what is registered: facts, assessment, every audit run, evidence, card, artifact. */
@ApplicationScoped
class Dossiers {

    /** Most findings shown, the gravest; a model with more has a greater trouble than the length of its dossier. */
    private static final int MAX_FINDINGS = 200;

    /** Most runs of other versions that are named, the last ones. */
    private static final int MAX_OTHER_RUNS = 200;

    /** Most earlier releases that are named, the last ones. */
    private static final int MAX_EARLIER = 100;

    /** The member of the release section with the releases that were decided before. */
    static final String EARLIER = "earlier";

    /** The id of the last entry of a list that is cut, which says how many more there are. */
    static final String FURTHER = "further";

    /** What differs in the release section between two releases that ask for the same. */
    private static final Set<String> OF_ONE_RELEASE = Set.of("version", "summary", "replaces", "revises", EARLIER);

    private final Models models;
    private final Versions versions;
    private final AuditPlans plans;
    private final Audits audits;
    private final Gates gates;
    private final Findings findings;
    private final Waivers waivers;
    private final SignedArtifacts signed;
    private final ObjectMapper json;

    @Inject
    Dossiers(
            Models models,
            Versions versions,
            AuditPlans plans,
            Audits audits,
            Gates gates,
            Findings findings,
            Waivers waivers,
            SignedArtifacts signed,
            ObjectMapper json) {
        this.models = models;
        this.versions = versions;
        this.plans = plans;
        this.audits = audits;
        this.gates = gates;
        this.findings = findings;
        this.waivers = waivers;
        this.signed = signed;
        this.json = json;
    }

    /**
     * Compiles the dossier of a release that is filled but for its dossier; nothing of its course is asked. The same registered things
     * give the same bytes: nothing in it depends on when it is compiled.
     */
    Dossier compile(ReleaseEntity release) {
        ModelVersion version = versions.byId(release.versionId);
        Model model = models.named(version.model());
        return Dossier.builder()
                .section(Section.RELEASE, release(model, version, release))
                .section(Section.FACTS, model.facts())
                .section(Section.ASSESSMENT, model.assessment())
                .section(Section.AUDITS, audits(version))
                .section(Section.EVIDENCE, evidence(version))
                .section(Section.CARD, card(version))
                .section(Section.ARTIFACT, artifact(version))
                .section(Section.FINDINGS, findings(model))
                .section(Section.WAIVERS, waivers(version, release.environment))
                .build();
    }

    private ObjectNode release(Model model, ModelVersion version, ReleaseEntity release) {
        ObjectNode section = json.createObjectNode()
                .put("model", model.name())
                .put("title", model.title())
                .put("owner", model.owner())
                .put("intendedUse", model.intendedUse())
                .put("outOfScopeUse", model.outOfScopeUse())
                .put("version", version.version())
                .put("environment", release.environment)
                .put("route", release.route)
                .put("summary", release.summary);
        // Only what is asked for is named, so that a dossier from before these could be asked for still compiles to its
        // own bytes.
        JsonNode requested = tree(release.requested);
        if (!Conditions.fromJson(requested).kinds().isEmpty()) {
            section.set("requested", requested);
        }
        if (release.dossierBefore != null) {
            section.put("replaces", release.dossierBefore);
        }
        if (release.launch != null) {
            section.set("launch", tree(release.launch));
        }
        if (release.revises != null) {
            section.putObject("revises")
                    .put("release", release.revises.toString())
                    .set("changes", tree(release.answers));
        }
        JsonNode earlier = earlier(version, release);
        if (!earlier.isEmpty()) {
            section.set(EARLIER, earlier);
        }
        return section;
    }

    /**
     * What became of the model's releases for the environment: nobody asks again until others look. Once this one is decided itself the
     * list stays as the board saw it.
     */
    private JsonNode earlier(ModelVersion version, ReleaseEntity release) {
        if (release.decidedAt != null) {
            return DossierEntity.read(release.dossierDigest)
                    .section(Section.RELEASE)
                    .path(EARLIER);
        }
        ArrayNode all = json.createArrayNode();
        for (ReleaseEntity decided : ReleaseEntity.decided(version.modelId(), release.environment, MAX_EARLIER)) {
            ModelVersion of = versions.byId(decided.versionId);
            ObjectNode entry = all.addObject()
                    .put("id", decided.id.toString())
                    .put("version", of.version())
                    .put("artifact", "sha256:" + of.artifactSha256())
                    .put("state", decided.state)
                    .put("decidedAt", decided.decidedAt.toString())
                    .put("dossier", decided.dossierDigest);
            if (decided.launch != null) {
                LaunchProgress launch = LaunchProgress.fromJson(tree(decided.launch));
                entry.put(
                        "step",
                        launch.step().name() + ", " + (launch.index() + 1) + " of "
                                + launch.plan().steps().size());
            }
        }
        if (all.size() == MAX_EARLIER) {
            addFurther(all, ReleaseEntity.countDecided(version.modelId(), release.environment) - MAX_EARLIER);
        }
        return all;
    }

    private static void addFurther(ArrayNode list, long notShown) {
        if (notShown > 0) {
            list.addObject().put("id", FURTHER).put("notShown", Long.toString(notShown));
        }
    }

    /** Whether two dossiers put the same thing before the board: they say the same, but for what is of one release only. */
    static boolean sayTheSame(Dossier one, Dossier other) {
        Set<Section> changed = one.changedFrom(other);
        return changed.isEmpty()
                || changed.equals(Set.of(Section.RELEASE)) && asked(one).equals(asked(other));
    }

    private static JsonNode asked(Dossier dossier) {
        return ((ObjectNode) dossier.section(Section.RELEASE)).remove(OF_ONE_RELEASE);
    }

    private ArrayNode audits(ModelVersion version) {
        ArrayNode runs = json.createArrayNode();
        for (AuditRun run : audits.endedRunsOf(version.id())) {
            ObjectNode entry = runs.addObject()
                    .put("id", run.id().toString())
                    .put("planDigest", run.plan())
                    .put("status", run.status().name())
                    .put("runAt", run.runAt().toString());
            AuditPlans.FixedPlan plan = plans.fixedPlan(run.plan());
            entry.put("dataset", "sha256:" + plan.dataset());
            if (plan.reference() != null) {
                entry.put("reference", "sha256:" + plan.reference());
            }
            entry.set("plan", tree(plan.document()));
            if (run.report() == null) {
                entry.put("error", run.error());
            } else {
                entry.put("verdict", run.verdict());
                entry.put("reportDigest", run.reportDigest());
                entry.set("report", tree(run.report()));
            }
        }
        addRunsOfOthers(runs, version);
        return runs;
    }

    /** Runs of other versions that say something of this one. They are named, with the version; their reports are evidence of others. */
    private void addRunsOfOthers(ArrayNode runs, ModelVersion version) {
        List<Audits.OtherRun> others = audits.runsOfOthers(version.id(), MAX_OTHER_RUNS);
        for (Audits.OtherRun run : others) {
            ObjectNode entry = runs.addObject()
                    .put("id", run.id().toString())
                    .put("version", run.version())
                    .put("sameArtifact", run.artifactSha256().equals(version.artifactSha256()))
                    .put("planDigest", run.plan())
                    .put("status", run.status().name())
                    .put("runAt", run.runAt().toString());
            if (run.verdict() != null) {
                entry.put("verdict", run.verdict());
            }
            if (run.reportDigest() != null) {
                entry.put("reportDigest", run.reportDigest());
            }
        }
        if (others.size() == MAX_OTHER_RUNS) {
            addFurther(runs, audits.countRunsOfOthers(version.id()) - MAX_OTHER_RUNS);
        }
    }

    /** The open findings of the model, gravest first. When one is opened or closed, the board sees it and votes anew. */
    private ArrayNode findings(Model model) {
        ArrayNode all = json.createArrayNode();
        for (Finding finding : findings.gravestOf(model.name(), MAX_FINDINGS)) {
            ObjectNode entry = all.addObject()
                    .put("id", finding.id().toString())
                    .put("kind", finding.kind())
                    .put("severity", finding.severity())
                    .put("title", finding.title())
                    .put("owner", finding.owner())
                    .put("dueOn", finding.dueOn().toString())
                    .put("openedAt", finding.openedAt().toString());
            if (!finding.worstSeverity().equals(finding.severity())) {
                entry.put("worstSeverity", finding.worstSeverity());
            }
            if (finding.reopened() > 0) {
                entry.put("reopened", Integer.toString(finding.reopened()));
            }
            if (finding.remediation() != null) {
                entry.putObject("remediation")
                        .put("text", finding.remediation().text())
                        .put("at", finding.remediation().at().toString())
                        .put("evidence", finding.remediation().evidence());
            }
            if (!finding.changes().isEmpty()) {
                ArrayNode changes = entry.putArray("changed");
                finding.changes()
                        .forEach(change -> changes.addObject()
                                .put("at", change.at().toString())
                                .put("what", change.what()));
            }
            finding.detail().forEach(entry.putArray("detail")::add);
        }
        if (all.size() == MAX_FINDINGS) {
            addFurther(all, findings.countOpenOf(model.name()) - MAX_FINDINGS);
        }
        return all;
    }

    /** The confirmed waivers of the environment, those whose time is over too: nothing here depends on when it is compiled. */
    private ArrayNode waivers(ModelVersion version, String environment) {
        ArrayNode all = json.createArrayNode();
        for (GrantedWaiver waiver : waivers.of(version.id())) {
            if (!waiver.environment().equals(environment) || !waiver.wasConfirmed()) {
                continue;
            }
            ObjectNode entry = all.addObject()
                    .put("id", waiver.id().toString())
                    .put("gate", waiver.gate())
                    .put("cause", waiver.cause())
                    .put("reason", waiver.reason())
                    .put("trafficCap", waiver.trafficCap())
                    .put("until", waiver.until().toString())
                    .put("requestedAt", waiver.requestedAt().toString())
                    .put("confirmedAt", waiver.decidedAt().toString())
                    .put("confirmedAs", waiver.decidedAs())
                    .put("rationale", waiver.rationale());
            waiver.requestedAs().forEach(entry.putArray("requestedAs")::add);
        }
        return all;
    }

    private ArrayNode evidence(ModelVersion version) {
        ArrayNode all = json.createArrayNode();
        for (GivenEvidence given : gates.evidenceOf(version)) {
            ObjectNode entry = all.addObject()
                    .put("gate", given.gate())
                    .put("kind", given.kind())
                    .put("title", given.title())
                    .put("digest", given.digest())
                    .put("givenAt", given.givenAt().toString());
            given.givenAs().forEach(entry.putArray("givenAs")::add);
            if (given.superseded()) {
                entry.put("superseded", true);
            }
            if (!given.data().isEmpty()) {
                given.data().forEach(entry.putArray("data")::add);
            }
            if (!given.kind().equals("card")) {
                entry.set("content", tree(given.content()));
            }
        }
        return all;
    }

    private JsonNode card(ModelVersion version) {
        JsonNode newest = json.createObjectNode();
        for (GivenEvidence given : gates.evidenceOf(version)) {
            if (given.kind().equals("card")) {
                newest = tree(given.content());
            }
        }
        return newest;
    }

    private ObjectNode artifact(ModelVersion version) {
        ObjectNode artifact = json.createObjectNode()
                .put("sha256", version.artifactSha256())
                .put("binding", version.binding())
                .put("upstream", version.upstream())
                .put("upstreamModel", version.upstreamModel());
        artifact.set("signature", version.signature());
        artifact.set("training", version.training());
        signed.find(version.artifactSha256())
                .ifPresent(model -> artifact.putObject("signed")
                        .put("signer", model.signer())
                        .put("keyId", model.keyId())
                        .put("statement", "sha256:" + model.statement())
                        .put("model", model.model())
                        .put("files", model.files()));
        version.developers().forEach(artifact.putArray("developers")::add);
        return artifact;
    }

    private JsonNode tree(String text) {
        try {
            return json.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException("stored JSON does not parse", e);
        }
    }
}
