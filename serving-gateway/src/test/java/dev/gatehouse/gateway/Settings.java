package dev.gatehouse.gateway;

import dev.gatehouse.gateway.upstream.Upstreams;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;

/** The gateway's settings with their real defaults, for parts that are tested without the application around them. */
public final class Settings {

    private Settings() {}

    /** Model servers with the default settings. */
    public static Upstreams upstreams(String... allowed) {
        return new Upstreams(
                with(Map.of("gatehouse.upstream.allowed", String.join(",", allowed)))
                        .upstream(),
                upstream -> {});
    }

    /** Defaults, but for these; what is required is there. */
    public static GatewayConfig with(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "gatehouse.state-directory", "state",
                "gatehouse.trusted-keys-file", "trusted.pem",
                "gatehouse.identity.issuer", IdentityProvider.ISSUER,
                "gatehouse.identity.jwks-url", "http://127.0.0.1:1/certs",
                "gatehouse.upstream.allowed", "127.0.0.1:1"));
        all.putAll(settings);
        return new SmallRyeConfigBuilder()
                .withMapping(GatewayConfig.class)
                .withSources(new PropertiesConfigSource(all, "test", 100))
                .addDiscoveredConverters()
                .withDefaultValues(Map.of())
                .build()
                .getConfigMapping(GatewayConfig.class);
    }
}
