package dev.gatehouse.approval.route;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.Identifiers;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.permit.PermitState;
import dev.gatehouse.approval.permit.Tier;
import dev.gatehouse.approval.signing.Envelope;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * A model version to which a route may send calls, and the permit that lets it.
 *
 * @param version name of the model version
 * @param upstream base URL of the model server, {@code http} or {@code https}, without query, fragment and user information
 * @param upstreamModel name of the model on that server
 * @param artifact digest of the artifact that it must serve
 * @param tier risk tier
 * @param signature how to call the version
 * @param permit the permit's envelope, not verified by the snapshot's signature: the gateway verifies it for itself
 * @param permitState state of the permit
 * @param stateReason why it is in that state; empty when there is nothing to say
 */
public record RouteTarget(
        String version,
        URI upstream,
        String upstreamModel,
        Digest artifact,
        Tier tier,
        ModelSignature signature,
        Envelope permit,
        PermitState permitState,
        Optional<String> stateReason) {
    /** Longest upstream URL in characters. */
    public static final int MAX_URL_CHARS = 2_000;
    /** Longest reason of a state in characters. */
    public static final int MAX_STATE_REASON_CHARS = 1_000;

    /** @throws InvalidDocumentException if a field is out of its range */
    public RouteTarget {
        Identifiers.requireName(version, "version");
        requireUpstream(upstream, upstreamModel);
        Objects.requireNonNull(artifact, "artifact");
        Objects.requireNonNull(tier, "tier");
        Objects.requireNonNull(signature, "signature");
        Objects.requireNonNull(permit, "permit");
        Objects.requireNonNull(permitState, "permitState");
        if (stateReason
                .filter(reason -> reason.isEmpty() || reason.length() > MAX_STATE_REASON_CHARS)
                .isPresent()) {
            throw new InvalidDocumentException(
                    "version " + version + ": the state's reason has 1 to " + MAX_STATE_REASON_CHARS + " characters");
        }
    }

    /**
     * Checks where a version is served, as a route of it would: for whoever registers a version long before it has a route.
     *
     * @throws InvalidDocumentException if the URL is not that of a server, or the model's name there is not a name
     */
    public static void requireUpstream(URI upstream, String upstreamModel) {
        Identifiers.requireName(upstreamModel, "upstream model");
        requireBaseUrl(upstream);
    }

    private static void requireBaseUrl(URI upstream) {
        boolean http = "http".equals(upstream.getScheme()) || "https".equals(upstream.getScheme());
        if (!http
                || upstream.getHost() == null
                || upstream.getRawQuery() != null
                || upstream.getRawFragment() != null
                || upstream.getRawUserInfo() != null
                || upstream.toString().length() > MAX_URL_CHARS) {
            throw new InvalidDocumentException(
                    "'" + upstream + "' is not an upstream: an http or https URL of a server, without query,"
                            + " fragment and user information, is expected");
        }
    }
}
