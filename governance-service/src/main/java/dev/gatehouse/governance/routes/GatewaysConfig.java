package dev.gatehouse.governance.routes;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.Map;
import java.util.Set;

/** Which gateway serves where. */
@ConfigMapping(prefix = "gatehouse.gateways")
interface GatewaysConfig {

    /** The environments that the gateway with a client id serves, by that id. */
    @WithParentName
    Map<String, Set<String>> environments();
}
