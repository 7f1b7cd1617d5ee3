package dev.gatehouse.governance.routes;

import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The gateways and the environments that each speaks for: the token of one in staging says and learns nothing of production. */
@Startup
@ApplicationScoped
class Gateways {

    /** What identity providers put before a client's id to name its service account. */
    private static final String SERVICE_ACCOUNT = "service-account-";

    private final Map<String, Set<String>> environments = new HashMap<>();
    private final Caller caller;

    @Inject
    Gateways(GatewaysConfig config, Caller caller) {
        this.caller = caller;
        if (config.environments().isEmpty()) {
            throw new IllegalStateException(
                    "No gateway is configured: set gatehouse.gateways.CLIENT_ID to the environments that the gateway with"
                            + " this client id serves, separated by commas. docs/operate.md shows it.");
        }
        // Identity providers write names of service accounts in lower case.
        config.environments().forEach((client, served) -> environments.put(client.toLowerCase(Locale.ROOT), served));
    }

    /**
     * Holds the caller to its environments.
     *
     * @throws ProblemException {@code forbidden}
     */
    void require(String environment) {
        String name = caller.username().toLowerCase(Locale.ROOT);
        String client = name.startsWith(SERVICE_ACCOUNT) ? name.substring(SERVICE_ACCOUNT.length()) : "";
        if (!environments.getOrDefault(client, Set.of()).contains(environment)) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    client.isEmpty()
                            ? "Only the service account of a gateway may do this."
                            : "The gateway '" + client + "' does not serve '" + environment
                                    + "'; the control plane's setting gatehouse.gateways." + client
                                    + " says which environments it serves.");
        }
    }
}
