package dev.gatehouse.gateway.callers;

import dev.gatehouse.gateway.GatewayConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;

/** Starts the fetching of keys and makes the check. */
@Singleton
class CallersWiring {

    private final IssuerKeys keys;
    private final CallerTokens tokens;
    private final CallerLimits limits;

    CallersWiring(GatewayConfig config) throws IOException {
        GatewayConfig.Identity identity = config.identity();
        this.keys = new IssuerKeys(identity.jwksUrl(), config.stateDirectory(), identity.refresh());
        this.tokens = new CallerTokens(keys, identity.issuer(), identity.audience(), identity.role());
        this.limits = new CallerLimits(config.callers());
    }

    @Produces
    @Singleton
    CallerTokens tokens() {
        return tokens;
    }

    @Produces
    @Singleton
    CallerLimits limits() {
        return limits;
    }

    void start(@Observes StartupEvent event) {
        keys.loadFromDisk();
        Thread thread = new Thread(keys, "issuer-keys");
        thread.setDaemon(true);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) {
        keys.stop();
    }
}
