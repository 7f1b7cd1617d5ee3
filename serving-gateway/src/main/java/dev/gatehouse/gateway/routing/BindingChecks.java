package dev.gatehouse.gateway.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.permit.Binding;
import dev.gatehouse.approval.route.FrameLayout;
import dev.gatehouse.approval.route.Layout;
import dev.gatehouse.approval.route.RouteTarget;
import dev.gatehouse.approval.route.TensorLayout;
import dev.gatehouse.gateway.secrets.Credentials;
import dev.gatehouse.gateway.upstream.Upstreams;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/**
 * Asks model servers which digest they serve, and remembers the answers. Only the Open Inference Protocol has a place for a digest; a server
 * of MLflow is asked for its version, others for nothing. Safe for any number of threads.
 */
final class BindingChecks {

    /** Largest metadata answer that is read, bytes. */
    static final int MAX_METADATA_BYTES = 1024 * 1024;

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    /** Longest version of MLflow, characters. */
    private static final int MAX_VERSION_CHARS = 60;

    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z.+_-]{1," + MAX_VERSION_CHARS + "}");

    /**
     * What is served where.
     *
     * @param path what it is asked for; empty when its protocol has nothing to ask for
     */
    private record Place(URI upstream, String upstreamModel, Digest artifact, String path) {
        static Place of(RouteTarget target) {
            Layout layout = target.signature().layout();
            String path = layout instanceof TensorLayout
                    ? "/v2/models/" + target.upstreamModel()
                    : layout instanceof FrameLayout ? "/version" : "";
            return new Place(target.upstream(), target.upstreamModel(), target.artifact(), path);
        }

        boolean reportsDigest() {
            return path.startsWith("/v2/");
        }
    }

    /**
     * What an upstream said.
     *
     * @param confirmed it reports the digest
     * @param sentence what it said otherwise
     * @param other the other digest that it named; empty when it named none, or could not be asked
     */
    record Finding(boolean confirmed, String sentence, Optional<Digest> other) {
        static final Finding CONFIRMED =
                new Finding(true, "The upstream reports the permitted digest.", Optional.empty());
        static final Finding NOT_ASKED = unconfirmed("The upstream has not confirmed the digest yet.");
        static final Finding REPORTS_NONE = unconfirmed(
                "Servers of this protocol report no digest, so the binding is declared and can be no stronger.");

        static Finding unconfirmed(String sentence) {
            return new Finding(false, sentence, Optional.empty());
        }
    }

    private final Map<Place, Finding> findings = new ConcurrentHashMap<>();
    /** When the last answer came; not part of a finding, so that the same answer is the same finding. */
    private final Map<Place, Instant> answeredAt = new ConcurrentHashMap<>();

    private final Map<Place, String> mlflowVersions = new ConcurrentHashMap<>();

    private final Upstreams upstreams;
    private volatile Client client;

    /** A client and the trust that it was made with. */
    private record Client(SSLContext trust, HttpClient http) {
        static Client trusting(SSLContext trust) {
            return new Client(
                    trust,
                    HttpClient.newBuilder()
                            .connectTimeout(TIMEOUT)
                            .version(HttpClient.Version.HTTP_1_1)
                            .sslContext(trust)
                            .build());
        }
    }

    BindingChecks(Upstreams upstreams) {
        this.upstreams = upstreams;
        this.client = Client.trusting(upstreams.tls().forChecks());
    }

    /** Whether the version's upstream may be called at all. */
    boolean isAllowed(RouteTarget target) {
        return upstreams.isAllowed(target.upstream());
    }

    private HttpClient client() {
        SSLContext trust = upstreams.tls().forChecks();
        Client known = client;
        if (known.trust != trust) {
            known = Client.trusting(trust);
            client = known;
        }
        return known.http;
    }

    Finding finding(RouteTarget target) {
        Place place = Place.of(target);
        return place.reportsDigest() ? findings.getOrDefault(place, Finding.NOT_ASKED) : Finding.REPORTS_NONE;
    }

    /** The version that the target's server of MLflow told; empty when it has not, or is no such server. */
    Optional<String> mlflowVersion(RouteTarget target) {
        return Optional.ofNullable(mlflowVersions.get(Place.of(target)));
    }

    /** When the version's upstream answered last; empty if it never did. */
    Optional<Instant> answeredAt(RouteTarget target) {
        return Optional.ofNullable(answeredAt.get(Place.of(target)));
    }

    /** How strongly the approved bytes are tied to what answers, by what is known now. */
    Binding binding(RouteTarget target) {
        if (!finding(target).confirmed()) {
            return Binding.DECLARED;
        }
        // A name that is the digest is the request to load by it; the server re-hashes what it loads.
        return target.upstreamModel().equals("sha256-" + target.artifact().hex())
                ? Binding.LOADED_BY_DIGEST
                : Binding.ATTESTED;
    }

    /** Asks for those that are not confirmed, all at once, and waits at most {@code limit}. */
    void askUnconfirmed(Collection<RouteTarget> targets, Duration limit) {
        ask(targets.stream().filter(this::isUnconfirmed).toList(), limit);
    }

    /** Whether its server could report the digest, and has not. */
    boolean isUnconfirmed(RouteTarget target) {
        return Place.of(target).reportsDigest() && !finding(target).confirmed();
    }

    /** Asks those servers of MLflow that have not told their version. Returns whether one did. */
    boolean askVersions(Collection<RouteTarget> targets, Duration limit) {
        int before = mlflowVersions.size();
        ask(
                targets.stream()
                        .filter(target -> !Place.of(target).reportsDigest()
                                && mlflowVersion(target).isEmpty())
                        .toList(),
                limit);
        return mlflowVersions.size() > before;
    }

    /** Asks for all again and forgets those that are gone. Returns whether any finding changed. */
    boolean askAgain(Collection<RouteTarget> targets, Duration limit) {
        Set<Place> current = targets.stream().map(Place::of).collect(Collectors.toSet());
        findings.keySet().retainAll(current);
        answeredAt.keySet().retainAll(current);
        mlflowVersions.keySet().retainAll(current);
        Map<Place, Finding> before = Map.copyOf(findings);
        Map<Place, String> versionsBefore = Map.copyOf(mlflowVersions);
        ask(List.copyOf(targets), limit);
        return !before.equals(findings) || !versionsBefore.equals(mlflowVersions);
    }

    private void ask(List<RouteTarget> targets, Duration limit) {
        CompletableFuture<?>[] answers = targets.stream()
                .filter(this::isAllowed)
                .map(Place::of)
                .filter(place -> !place.path().isEmpty())
                .distinct()
                .map(this::ask)
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(answers).get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // The answers that come later are kept too, and the next round asks again.
            return;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a finding records its failure and does not throw", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CompletableFuture<Void> ask(Place place) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(place.upstream() + place.path()))
                .timeout(TIMEOUT);
        Credentials.Credential credential = upstreams.at(place.upstream()).credential();
        if (credential != null) {
            request.header(credential.name(), credential.value());
        }
        return client().sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream())
                .handle((response, failure) -> {
                    if (!place.reportsDigest()) {
                        if (failure == null) {
                            version(response).ifPresent(version -> mlflowVersions.put(place, version));
                        }
                    } else if (failure == null) {
                        findings.put(place, read(place, response));
                        answeredAt.put(place, Instant.now());
                    } else {
                        // What was confirmed stays so: an upstream that cannot be reached serves nothing else
                        // meanwhile.
                        findings.merge(
                                place,
                                Finding.unconfirmed("The upstream " + place.upstream()
                                        + " could not be asked for its digest: " + reason(failure) + "."),
                                (known, unreachable) -> known.confirmed() ? known : unreachable);
                    }
                    return null;
                });
    }

    private static Optional<String> version(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            String text = new String(body.readNBytes(MAX_VERSION_CHARS + 1), StandardCharsets.US_ASCII).strip();
            return response.statusCode() == 200 && VERSION.matcher(text).matches()
                    ? Optional.of(text)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String reason(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private static Finding read(Place place, HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            byte[] bytes = body.readNBytes(MAX_METADATA_BYTES);
            if (response.statusCode() != 200) {
                return Finding.unconfirmed("The upstream answered " + response.statusCode() + " for the metadata of "
                        + place.upstreamModel() + ".");
            }
            JsonNode reported = JSON.readTree(bytes).path("parameters").path("digest");
            if (reported.isTextual()
                    && reported.textValue().equals(place.artifact().toString())) {
                return Finding.CONFIRMED;
            }
            return new Finding(
                    false,
                    "The digest that the upstream reports does not match: it serves "
                            + (reported.isTextual() ? reported.textValue() : "no stated digest") + ", permitted is "
                            + place.artifact() + ".",
                    digest(reported));
        } catch (IOException e) {
            return Finding.unconfirmed("The upstream's metadata cannot be read: " + e.getMessage());
        }
    }

    /** Only what is a digest is another one; anything else names nothing. */
    private static Optional<Digest> digest(JsonNode reported) {
        return reported.isTextual() && DIGEST.matcher(reported.textValue()).matches()
                ? Optional.of(Digest.parse(reported.textValue()))
                : Optional.empty();
    }
}
