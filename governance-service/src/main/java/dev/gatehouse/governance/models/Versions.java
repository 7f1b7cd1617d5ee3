package dev.gatehouse.governance.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.approval.permit.Binding;
import dev.gatehouse.approval.route.ModelSignature;
import dev.gatehouse.approval.route.RouteTarget;
import dev.gatehouse.approval.route.TensorLayout;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.scoring.ScoreSpec;
import dev.gatehouse.governance.files.SignedArtifacts;
import dev.gatehouse.governance.findings.ModelMakers;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Use cases on model versions: register one, find it again. */
@ApplicationScoped
public class Versions implements ModelMakers {

    private final SignedArtifacts artifacts;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;
    private final ObjectMapper json;

    @Inject
    Versions(SignedArtifacts artifacts, Ledger ledger, Caller caller, Clock clock, ObjectMapper json) {
        this.artifacts = artifacts;
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
        this.json = json;
    }

    @Transactional
    ModelVersion register(String modelName, VersionResource.Registration registration) {
        ModelEntity model = Models.entity(modelName);
        if (VersionEntity.of(model.id, registration.version()).isPresent()) {
            throw new ProblemException(
                    ProblemType.DUPLICATE,
                    "Version '" + registration.version() + "' of '" + modelName
                            + "' is registered. A version never changes: register the next one.");
        }
        artifacts.requireRegistrable(registration.artifactSha256(), registration.binding());
        checkServable(registration);
        VersionEntity version = new VersionEntity();
        version.modelId = model.id;
        version.version = registration.version();
        version.artifactSha256 = registration.artifactSha256();
        version.signature =
                write(ModelSignature.fromJson(registration.signature()).toJson());
        version.binding = registration.binding();
        version.upstream = registration.upstream();
        version.upstreamModel = registration.upstreamModel();
        version.training = write(registration.training());
        version.developers = registration.developers().toArray(String[]::new);
        version.registeredAt = clock.instant();
        version.registeredBy = caller.sub();
        version.persistAndFlush();
        ledger.record(
                "version.registered",
                "version/" + modelName + "/" + version.version,
                Map.of("artifact", "sha256:" + version.artifactSha256));
        return view(model.name, version);
    }

    /** What a gateway or an audit could not use later is refused now. */
    private static void checkServable(VersionResource.Registration registration) {
        try {
            RouteTarget.requireUpstream(new URI(registration.upstream()), registration.upstreamModel());
            ModelSignature signature = ModelSignature.fromJson(registration.signature());
            if (!(signature.layout() instanceof TensorLayout)
                    && !registration.binding().equals(Binding.DECLARED.text())) {
                throw new ProblemException(
                        ProblemType.INVALID_VALUE,
                        "binding: servers of the protocol " + signature.protocol()
                                + " report no digest, so it is declared.");
            }
            if (signature.layout() instanceof TensorLayout
                    || signature.artifact().isPresent()) {
                ScoreSpec.parse(registration.signature().toString());
            }
        } catch (URISyntaxException e) {
            throw new ProblemException(ProblemType.INVALID_VALUE, "upstream: not a URL.");
        } catch (AuditException e) {
            throw new ProblemException(ProblemType.INVALID_VALUE, "signature: " + e.getMessage() + ".");
        }
    }

    /**
     * The version of that name.
     *
     * @throws ProblemException {@code unknown-model} or {@code unknown-version}
     */
    @Transactional
    public ModelVersion named(String modelName, String version) {
        ModelEntity model = Models.entity(modelName);
        return view(
                model.name,
                VersionEntity.of(model.id, version)
                        .orElseThrow(() -> new ProblemException(
                                ProblemType.UNKNOWN_VERSION,
                                "'" + modelName + "' has no version '" + version + "'. GET /api/v1/models/" + modelName
                                        + "/versions lists them.")));
    }

    /** The version with that database key. */
    @Transactional
    public ModelVersion byId(long id) {
        VersionEntity version = VersionEntity.findById(id);
        ModelEntity model = ModelEntity.findById(version.modelId);
        return view(model.name, version);
    }

    /** The versions with those database keys. */
    @Transactional
    public Map<Long, ModelVersion> byIds(Collection<Long> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        List<VersionEntity> found = VersionEntity.list("id in ?1", ids);
        Map<Long, String> names =
                ModelEntity.namesOf(found.stream().map(v -> v.modelId).collect(Collectors.toSet()));
        return found.stream().collect(Collectors.toMap(v -> v.id, v -> view(names.get(v.modelId), v)));
    }

    /** The versions of the same model with the same bytes, the version itself among them, oldest first. */
    @Transactional
    public List<ModelVersion> ofArtifact(ModelVersion version) {
        return VersionEntity.ofArtifact(version.modelId(), version.artifactSha256()).stream()
                .map(v -> view(version.model(), v))
                .toList();
    }

    /** All versions of a model, oldest first. */
    @Transactional
    public List<ModelVersion> of(String modelName) {
        ModelEntity model = Models.entity(modelName);
        return VersionEntity.allOf(model.id).stream()
                .map(v -> view(model.name, v))
                .toList();
    }

    @Override
    @Transactional
    public boolean madeAny(String model, String sub, String username) {
        return of(model).stream().anyMatch(version -> version.isMadeBy(sub, username));
    }

    /** All versions of those models, by keys of the models, in no order. */
    @Transactional
    public List<ModelVersion> ofModels(Collection<Long> modelIds) {
        if (modelIds.isEmpty()) {
            return List.of();
        }
        Map<Long, String> names = ModelEntity.namesOf(modelIds);
        return VersionEntity.allOf(modelIds).stream()
                .map(v -> view(names.get(v.modelId), v))
                .toList();
    }

    private ModelVersion view(String model, VersionEntity v) {
        return new ModelVersion(
                v.id,
                v.modelId,
                model,
                v.version,
                v.artifactSha256,
                read(v.signature),
                v.binding,
                v.upstream,
                v.upstreamModel,
                read(v.training),
                List.of(v.developers),
                v.registeredAt,
                v.registeredBy);
    }

    private JsonNode read(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored JSON does not parse", e);
        }
    }

    private String write(JsonNode node) {
        try {
            return json.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON does not print", e);
        }
    }
}
