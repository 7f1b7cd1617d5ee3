package dev.gatehouse.gateway.operations;

import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.callers.CallerTokens;
import dev.gatehouse.gateway.log.OutcomeLog;
import dev.gatehouse.gateway.routing.Routing;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Live: the log has not failed (a restart recovers it). Ready: the log takes records, callers can be told and there is a snapshot to believe. */
final class GatewayHealth {

    private GatewayHealth() {}

    @Produces
    @Singleton
    @Liveness
    static HealthCheck logAlive(OutcomeLog log) {
        return () -> HealthCheckResponse.named("outcome-log")
                .status(log.failure().isEmpty())
                .withData("reason", log.failure().map(IOException::getMessage).orElse("none"))
                .build();
    }

    @Produces
    @Singleton
    @Readiness
    static HealthCheck logOpen(OutcomeLog log, LogFilling filling) {
        return () -> HealthCheckResponse.named("outcome-log-open")
                .status(log.closedReason().isEmpty())
                .withData("reason", log.closedReason().orElse("none"))
                .withData("warning", filling.warning().orElse("none"))
                .build();
    }

    @Produces
    @Singleton
    @Readiness
    static HealthCheck callersKnown(CallerTokens tokens) {
        return () -> HealthCheckResponse.named("issuer-keys")
                .status(tokens.closed().isEmpty())
                .withData("reason", tokens.closed().map(Refusal::sentence).orElse("none"))
                .build();
    }

    @Produces
    @Singleton
    @Readiness
    static HealthCheck routesKnown(Routing routing) {
        return () -> HealthCheckResponse.named("route-snapshot")
                .status(routing.table().snapshot().isPresent())
                .withData(
                        "reason",
                        routing.table().closed().map(Refusal::sentence).orElse("none"))
                .build();
    }
}
