package dev.gatehouse.gateway.operations;

import dev.gatehouse.approval.permit.Permit;
import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.log.OutcomeLog;
import dev.gatehouse.gateway.routing.Route;
import dev.gatehouse.gateway.routing.RoutedVersion;
import dev.gatehouse.gateway.upstream.Address;
import dev.gatehouse.gateway.upstream.Upstream;
import java.time.Instant;
import java.util.List;

/**
 * What this gateway serves and what it does not, at one moment: the JSON of {@code /status} and what its page shows. What is not so, or not
 * known, is null.
 *
 * @param gateway id of the gateway
 * @param environment whose routes it serves
 * @param at by the gateway's clock
 * @param modelServers those that were asked for since the start
 * @param fileTroubles which files of certificates, keys and credentials cannot be read again, a sentence each
 * @param callersNotTold why no caller can be told from another; null while they can
 */
record GatewayStatus(
        String gateway,
        String environment,
        String at,
        Snapshot snapshot,
        List<RouteStatus> routes,
        List<ModelServerStatus> modelServers,
        List<String> fileTroubles,
        String callersNotTold,
        Log log,
        Shipping shipping) {

    /**
     * The routes' snapshot.
     *
     * @param position epoch and serial
     * @param ageMillis since it was last signed
     * @param notBelieved why there is none to believe
     * @param lastRefused why the last one that was offered was refused
     * @param controlPlaneTrouble why the control plane is not being followed
     */
    record Snapshot(
            String position,
            String issuedAt,
            Long ageMillis,
            String notBelieved,
            String lastRefused,
            String controlPlaneTrouble) {}

    /**
     * A route and the version that was deployed on it.
     *
     * @param binding what ties the approved bytes to the model server
     * @param requiredBinding the least that the permit asks for
     * @param freshUntil when it closes unless the control plane is heard
     * @param routable whether a version of it is open, the one that was deployed or the fallback
     * @param code why the version is closed, as callers are told
     * @param fallback what answers calls that the version's permit does not admit
     */
    record RouteStatus(
            String route,
            String model,
            String version,
            String artifactSha256,
            String tier,
            String upstream,
            String binding,
            String requiredBinding,
            String permitId,
            String permitState,
            String permitExpiresAt,
            String freshUntil,
            boolean routable,
            String code,
            String reason,
            FallbackStatus fallback) {

        static RouteStatus of(Route route, Instant now) {
            RoutedVersion version = route.primary();
            var closed = version.closedAt(now);
            return new RouteStatus(
                    route.entry().route(),
                    route.entry().model(),
                    version.target().version(),
                    version.target().artifact().hex(),
                    version.target().tier().name(),
                    version.target().upstream().toString(),
                    version.binding().text(),
                    version.permit().map(p -> p.binding().text()).orElse(null),
                    version.permit().map(p -> p.permitId().toString()).orElse(null),
                    version.target().permitState().name(),
                    expiry(version),
                    version.freshUntil().toString(),
                    route.open(now).isPresent(),
                    closed.map(r -> r.code().text()).orElse(null),
                    closed.map(Refusal::sentence).orElse(null),
                    route.fallback().map(other -> FallbackStatus.of(other, now)).orElse(null));
        }

        private static String expiry(RoutedVersion version) {
            return version.permit()
                    .map(Permit::effectiveExpiry)
                    .map(Instant::toString)
                    .orElse(null);
        }
    }

    /**
     * A route's fallback; the parts mean what they mean for the version that was deployed.
     *
     * @param open whether it answers what comes to it
     */
    record FallbackStatus(
            String version,
            String artifactSha256,
            String tier,
            String upstream,
            String binding,
            String requiredBinding,
            String permitId,
            String permitState,
            String permitExpiresAt,
            boolean open,
            String code,
            String reason) {

        static FallbackStatus of(RoutedVersion version, Instant now) {
            var closed = version.closedAt(now);
            return new FallbackStatus(
                    version.target().version(),
                    version.target().artifact().hex(),
                    version.target().tier().name(),
                    version.target().upstream().toString(),
                    version.binding().text(),
                    version.permit().map(p -> p.binding().text()).orElse(null),
                    version.permit().map(p -> p.permitId().toString()).orElse(null),
                    version.target().permitState().name(),
                    RouteStatus.expiry(version),
                    closed.isEmpty(),
                    closed.map(r -> r.code().text()).orElse(null),
                    closed.map(Refusal::sentence).orElse(null));
        }
    }

    /**
     * A model server.
     *
     * @param server scheme, host and port
     * @param circuit {@code closed} while calls go to it, {@code open}, or {@code half-open} while one call may try
     * @param consecutiveFailures in a row
     * @param retryAfterMillis until a call may go again; 0 when one may
     * @param inFlight calls at this moment
     * @param ejectedAddresses those of its addresses that are left alone
     * @param credential {@code sent}, {@code none}, or {@code withheld} because it would go in the clear
     */
    record ModelServerStatus(
            String server,
            String circuit,
            int consecutiveFailures,
            long retryAfterMillis,
            int inFlight,
            int addresses,
            List<String> ejectedAddresses,
            String credential) {

        static ModelServerStatus of(Upstream upstream) {
            List<Address> addresses = upstream.addresses();
            return new ModelServerStatus(
                    upstream.name(),
                    upstream.circuit(),
                    upstream.consecutiveFailures(),
                    upstream.retryAfterMillis(),
                    upstream.inFlight(),
                    addresses.size(),
                    addresses.stream()
                            .filter(upstream::isEjected)
                            .map(address -> address.socket().toString())
                            .toList(),
                    upstream.withholdsCredential() ? "withheld" : upstream.credential() == null ? "none" : "sent");
        }
    }

    /**
     * The outcome log.
     *
     * @param reason why it admits nothing
     * @param segment of the durable end
     * @param offset of the durable end
     * @param pendingBytes admitted and not yet durable
     * @param encryptedWithKey id of the key that records are encrypted with
     * @param usedBytes of its files
     * @param spaceLeftBytes that it can still take before it closes
     * @param secondsToFull as fast as unshipped records grow now; null while they do not
     * @param warning what to see to before it closes
     */
    record Log(
            boolean open,
            String reason,
            long segment,
            long offset,
            long recordsSinceStart,
            long pendingBytes,
            Integer encryptedWithKey,
            long usedBytes,
            long spaceLeftBytes,
            Long secondsToFull,
            String warning) {

        static Log of(OutcomeLog log, LogFilling filling) {
            double seconds = filling.secondsToFull();
            return new Log(
                    log.closedReason().isEmpty(),
                    log.closedReason().orElse(null),
                    log.durableEnd().segment(),
                    log.durableEnd().offset(),
                    log.appendedRecords(),
                    log.pendingBytes(),
                    log.activeKeyId() == 0 ? null : log.activeKeyId(),
                    log.space().usedBytes(),
                    log.space().leftBytes(),
                    Double.isInfinite(seconds) ? null : Math.round(seconds),
                    filling.warning().orElse(null));
        }
    }

    /**
     * The way into PostgreSQL.
     *
     * @param lagBytes of the log that have not arrived
     * @param trouble why nothing is shipped
     */
    record Shipping(long lagBytes, long recordsSinceStart, String trouble) {}
}
