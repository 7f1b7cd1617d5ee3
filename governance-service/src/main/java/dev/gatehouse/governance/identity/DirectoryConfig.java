package dev.gatehouse.governance.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** How the service asks Keycloak which roles somebody holds now: a client of its own, whose service account may view users. */
@ConfigMapping(prefix = "gatehouse.directory")
interface DirectoryConfig {

    /** The realm's administration address, {@code https://HOST/admin/realms/REALM}; by default made from the realm's own address. */
    Optional<URI> url();

    /** Where tokens are had; by default the realm's own token endpoint. */
    Optional<URI> tokenUrl();

    /** The client. */
    @WithDefault("gatehouse-directory")
    String clientId();

    /** Its secret. There is no default: without it nobody's functions could be confirmed, and no permit issued. */
    Optional<String> clientSecret();

    /** Longest wait for one answer. */
    @WithDefault("3s")
    Duration timeout();

    /** Longest wait for all the answers that one decision needs. */
    @WithDefault("10s")
    Duration limit();
}
